import type { TFunction } from "i18next";
import { useEffect, useMemo, useRef, useState } from "react";
import type { GuestGreeting, GuestView, InvitationOutcome, Person } from "../../core/api.ts";
import { type GreetingActions, useGuestGreeting } from "../../core/greeting.ts";
import { Button } from "../../design/Button.tsx";
import { Cue } from "../../design/greeting/Cue.tsx";
import { type Leaving, Room, type Scene } from "../../design/greeting/Room.tsx";
import { type Figure, NamedAvatar } from "../../design/greeting/SightLines.tsx";
import { PersonAvatar, UnknownAvatar } from "../../design/Identity.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { ownDeviceLabel } from "../../entries/deviceLabel.ts";
import { useHeldPage } from "../../entries/useHeldPage.ts";
import { useT } from "../../i18n/i18n.ts";
import { DeviceAvatar } from "../greet/DeviceAvatar.tsx";
import { linesOf } from "../greet/lines.ts";
import {
	interruptionLead,
	interruptionTitle,
	MovesOn,
	mismatchScene,
	ownCodeScene,
	type Peer,
	peerCodeScene,
	type SceneText,
	STOPPED_REASONS,
	stoppedScene,
} from "../greet/scenes.tsx";
import { useBeat } from "../greet/useBeat.ts";
import { GuestDetails } from "./GuestDetails.tsx";
import { Joined } from "./Joined.tsx";
import { MeetDevice, MeetHosts } from "./Meeting.tsx";
import { ProtectDevice } from "./ProtectDevice.tsx";

type Invitation = Extract<InvitationOutcome, { readonly status: "ok" }>;
type At<Step extends GuestView["step"]> = Extract<GuestView, { readonly step: Step }>;

interface GuestRoomProps {
	readonly link: string;
	readonly invitation: Invitation;
	readonly onLeave: () => void;
	/** Joins once more, from the beginning. */
	readonly onAgain: () => void;
}

/** What the scenes are made of. */
interface Situation {
	readonly t: TFunction;
	readonly view: GuestView;
	readonly recognized: boolean;
	readonly actions: GreetingActions<GuestGreeting>;
	readonly room: GuestRoomProps;
	readonly device: boolean;
	/** Who greets, or has just left; of a device, oneself. */
	readonly host: Person | null;
	readonly peer: Peer;
	readonly givenName: string;
	readonly setGivenName: (name: string) => void;
	readonly save: (password: string) => void;
	readonly takePassword: () => string;
}

/** The guest's side, from waiting to a device that opens. */
export function GuestRoom(room: GuestRoomProps) {
	const t = useT();
	const { link, invitation } = room;
	const { view: told, actions } = useGuestGreeting(link);
	const now = useMeetingFrom(invitation, told);
	const { shown: view, recognized } = useBeat(now);
	const host = useHost(view, invitation);
	const [givenName, setGivenName] = useState("");
	const password = useRef("");
	const device = invitation.kind === "device";
	useSelfDescription(device && told?.step === "details", actions);
	// The device exists nowhere else until it is protected.
	useHeldPage(view.step === "password");

	const peer: Peer = device
		? { kind: "device", name: t("greeting.people.otherDevice") }
		: { kind: "host", name: host?.name ?? t("greeting.people.host") };
	const situation: Situation = {
		t,
		view,
		recognized,
		actions,
		room,
		device,
		host,
		peer,
		givenName,
		setGivenName,
		save(chosen) {
			password.current = chosen;
			void actions.save(chosen);
		},
		takePassword() {
			const taken = password.current;
			password.current = "";
			return taken;
		},
	};
	const steps = stepsOf(t, device);
	const text = describe(situation);
	const scene: Scene = "sight" in text ? text : { ...text, step: stepOf(view, steps), sight: figures(situation) };
	return (
		<Room
			organization={invitation.organizationId}
			steps={steps}
			scene={scene}
			leaving={leavingOf(situation)}
			online={now.online}
			tools={view.step === "meet" ? <Preferences /> : undefined}
		/>
	);
}

/** What is told; until the greeting has asked by itself who may greet, that is who the invitation tells: nothing on the screen moves. */
function useMeetingFrom(invitation: Invitation, told: GuestView | null): GuestView {
	const [first] = useState<At<"meet">>(() => ({
		step: "meet",
		hosts: invitation.hosts.map((host) => ({ ...host, left: false })),
		ready: null,
		interruption: null,
		online: true,
		failures: 0,
		farewell: null,
	}));
	return useMemo(
		() => (told?.step === "meet" && told.hosts.length === 0 ? { ...told, hosts: first.hosts } : (told ?? first)),
		[told, first],
	);
}

/** The one who is here; while nobody is, the one who was, else the one who invited. */
function useHost(view: GuestView, invitation: Invitation): Person | null {
	const [met, setMet] = useState<Person | null>(null);
	const ready = view.step === "meet" ? view.ready : null;
	if (ready !== null && ready.id !== met?.id) setMet(ready);
	const first = invitation.kind === "device" ? invitation.hosts[0] : invitation.hosts.find((host) => host.invitedYou);
	return ready ?? met ?? first ?? null;
}

/** A device says by itself what it is called: its platform (web-app.md §5.3). */
function useSelfDescription(asked: boolean, actions: GreetingActions<GuestGreeting>): void {
	useEffect(() => {
		if (asked) void actions.give({ name: "", deviceLabel: ownDeviceLabel() });
	}, [asked, actions]);
}

function stepsOf(t: TFunction, device: boolean) {
	if (device)
		return [
			{ id: "peer-code", label: t("join.steps.otherDeviceCode") },
			{ id: "own-code", label: t("join.steps.thisDeviceCode") },
			{ id: "password", label: t("join.steps.password") },
		];
	return [
		{ id: "peer-code", label: t("join.steps.hostCode") },
		{ id: "own-code", label: t("join.steps.ownCode") },
		{ id: "details", label: t("join.steps.details") },
		{ id: "password", label: t("join.steps.password") },
	];
}

function stepOf(view: GuestView, steps: readonly { readonly id: string }[]): number | null {
	const last = steps.length - 1;
	const index = (id: string) => {
		const found = steps.findIndex((step) => step.id === id);
		return found === -1 ? last : found;
	};
	switch (view.step) {
		case "meet":
			return view.interruption && !view.ready ? null : 0;
		case "own-code":
		case "peer-code":
			return index(view.step);
		case "details":
		case "waiting-confirmation":
			return index("details");
		case "password":
			return last;
		case "done":
			return steps.length;
		default:
			return null;
	}
}

function describe(situation: Situation): Scene | SceneText {
	const { t, view, recognized, actions, room, device, peer } = situation;
	const { organizationId: organization, email } = room.invitation;
	const { name } = peer;
	const verified = <Cue kind="verified">{t(device ? "greeting.cue.verifiedDevice" : "greeting.cue.verified")}</Cue>;
	const confirming: SceneText = {
		key: "waiting-confirmation",
		cue: verified,
		title: device ? t("join.waitingConfirmation.titleDevice") : t("join.waitingConfirmation.title", { name }),
		lead: t(device ? "join.waitingConfirmation.leadDevice" : "join.waitingConfirmation.lead"),
		content: <MovesOn />,
	};
	switch (view.step) {
		case "meet":
			return meetScene(situation, view);
		case "own-code":
			return ownCodeScene(t, view, peer, recognized);
		case "peer-code":
			return peerCodeScene(t, view, peer, recognized, actions);
		case "mismatch":
			return mismatchScene(t, view, peer, actions, room.onLeave);
		case "details":
			if (device) return confirming;
			return {
				key: view.step,
				cue: verified,
				title: t("join.details.title", { name }),
				lead: t("join.details.lead", { name }),
				content: (
					<GuestDetails
						view={view}
						host={name}
						name={situation.givenName}
						onName={situation.setGivenName}
						onGive={(given) => void actions.give({ name: given, deviceLabel: ownDeviceLabel() })}
					/>
				),
			};
		case "waiting-confirmation":
			return confirming;
		case "password":
			return {
				key: view.step,
				cue: null,
				title: t("join.password.title"),
				lead: device
					? t("join.password.leadDevice", { organization })
					: t("join.password.lead", { name, organization }),
				content: <ProtectDevice view={view} email={email} organization={organization} onSave={situation.save} />,
			};
		case "done":
			return {
				key: view.step,
				cue: null,
				title: t(device ? "join.done.titleDevice" : "join.done.title", { name: view.name }),
				lead: t(device ? "join.done.leadDevice" : "join.done.lead"),
				content: <Joined deviceId={view.deviceId} firstDevice={!device} takePassword={situation.takePassword} />,
			};
		case "gone":
			return stoppedScene(
				"gone",
				{ title: t(`join.gone.${view.how}.title`), text: t(`join.gone.${view.how}.text`) },
				<Button size="large" variant="primary" onPress={room.onLeave}>
					{t("join.problem.home")}
				</Button>,
			);
		case "ended": {
			const why = STOPPED_REASONS[view.why];
			return stoppedScene(
				"ended",
				{ title: t(`join.ended.${why}.title`), text: t(`join.ended.${why}.text`) },
				<>
					<Button size="large" onPress={room.onLeave}>
						{t("join.problem.home")}
					</Button>
					<Button size="large" variant="primary" onPress={room.onAgain}>
						{t(why === "elsewhere" ? "join.ended.takeBack" : "join.ended.again")}
					</Button>
				</>,
				why === "failed" ? view.detail : "",
			);
		}
	}
}

function meetScene({ t, actions, room, device, peer }: Situation, view: At<"meet">): SceneText {
	const { interruption, ready } = view;
	const { organizationId: organization, email } = room.invitation;
	const begin = () => void actions.begin();
	const content = device ? (
		<MeetDevice ready={ready !== null} again={interruption !== null} onContinue={begin} />
	) : (
		<MeetHosts view={view} email={email} onContinue={begin} />
	);
	const here = device ? t("join.meetDevice.here") : t("join.meet.hostHere", { name: peer.name });
	const cue = meetCue(t, view, device, peer);
	if (!interruption)
		return {
			key: "meet",
			cue,
			title: t(device ? "join.meetDevice.title" : "join.meet.title", { organization }),
			lead: t(device ? "join.meetDevice.lead" : "join.meet.lead"),
			content,
			...(ready ? { announcement: here } : {}),
		};
	const name = device ? peer.name : (("by" in interruption ? interruption.by : null) ?? peer.name);
	const title = interruptionTitle(t, interruption, ready ? peer.name : name, ready !== null);
	return {
		key: `interrupted-${interruption.why}`,
		cue,
		title,
		lead: interruptionLead(t, interruption, device ? "device" : "guest", name, ready !== null),
		content,
		announcement: ready ? here : title,
	};
}

function meetCue(t: TFunction, { ready, interruption }: At<"meet">, device: boolean, peer: Peer) {
	if (ready)
		return <Cue kind="here">{device ? t("greeting.cue.deviceHere") : t("join.meet.hostCue", { name: peer.name })}</Cue>;
	if (interruption) return <Cue kind="interrupted">{t("greeting.cue.interrupted")}</Cue>;
	return <Cue kind="waiting">{t(device ? "join.meetDevice.waitingCue" : "join.meet.waitingCue")}</Cue>;
}

function figures(situation: Situation): { readonly me: Figure; readonly peer: Figure } {
	const { t, view, recognized, device, host, peer, givenName } = situation;
	const lines = linesOf(view.step, false, recognized);
	const myName = view.step === "password" || view.step === "done" ? view.name : givenName;
	const left = view.step === "meet" && !view.ready && view.interruption?.why === "peer-left";
	const hostAvatar = host ? (
		<PersonAvatar id={host.id} name={host.name} size="meeting" gone={left} />
	) : (
		<UnknownAvatar size="meeting" />
	);
	return {
		me: {
			name: device ? t("greeting.people.thisDevice") : myName === "" ? t("greeting.people.you") : myName,
			avatar: device ? (
				<DeviceAvatar />
			) : myName === "" ? (
				<UnknownAvatar size="meeting" />
			) : (
				<NamedAvatar name={myName} />
			),
			doing: myDoing(situation),
			line: lines.mine,
		},
		peer: {
			name: peer.name,
			avatar: hostAvatar,
			doing: device ? deviceDoing(situation) : hostDoing(situation),
			line: lines.peer,
		},
	};
}

function myDoing({ t, view, recognized, device }: Situation): string {
	const here = t(device ? "greeting.doing.here" : "greeting.doing.guest");
	switch (view.step) {
		case "own-code":
			if (recognized) return t("greeting.doing.recognized");
			return t(device ? "greeting.doing.showing" : "greeting.doing.reading");
		case "peer-code":
			return recognized || device ? here : t("greeting.doing.listening");
		case "password":
			return t(device ? "greeting.doing.protecting" : "greeting.doing.member");
		case "done":
			return device ? here : t("greeting.doing.member");
		default:
			return here;
	}
}

function hostDoing({ t, view, recognized }: Situation): string {
	switch (view.step) {
		case "meet":
			if (view.ready) return t("join.meet.waitingForYou");
			return t(view.interruption?.why === "peer-left" ? "greeting.doing.left" : "greeting.doing.notHere");
		case "peer-code":
			return t(recognized ? "greeting.doing.recognized" : "greeting.doing.reading");
		case "own-code":
			return t(recognized ? "greeting.doing.host" : "greeting.doing.listening");
		case "mismatch":
			return t("greeting.doing.disconnected");
		default:
			return t("greeting.doing.host");
	}
}

function deviceDoing({ t, view, recognized }: Situation): string {
	switch (view.step) {
		case "meet":
			if (view.ready) return t("greeting.doing.here");
			return t(view.interruption?.why === "peer-left" ? "greeting.doing.left" : "greeting.doing.notHere");
		case "peer-code":
			return t(recognized ? "greeting.doing.recognized" : "greeting.doing.showing");
		case "own-code":
			return t(recognized ? "greeting.doing.here" : "greeting.doing.comparing");
		case "mismatch":
			return t("greeting.doing.disconnected");
		default:
			return t("greeting.doing.here");
	}
}

/** Once the user exists, there is no way back; what has ended has a button of its own. */
function leavingOf({ t, view, room: { onLeave }, device, peer }: Situation): Leaving | null {
	switch (view.step) {
		case "password":
		case "done":
		case "gone":
		case "ended":
			return null;
		case "mismatch":
			return { question: null, onLeave };
		case "meet":
			if (!view.ready) return { question: null, onLeave };
			break;
		default:
	}
	return { question: device ? t("join.leave.device") : t("join.leave.user", { name: peer.name }), onLeave };
}
