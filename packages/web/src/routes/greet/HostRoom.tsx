import type { TFunction } from "i18next";
import { type ReactNode, useEffect, useState } from "react";
import type { HostGreeting, HostView } from "../../core/api.ts";
import { type GreetingActions, useHostGreeting } from "../../core/greeting.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Cue } from "../../design/greeting/Cue.tsx";
import { type Leaving, Room, type Scene } from "../../design/greeting/Room.tsx";
import { type Figure, NamedAvatar } from "../../design/greeting/SightLines.tsx";
import { PersonAvatar, UnknownAvatar } from "../../design/Identity.tsx";
import { useT } from "../../i18n/i18n.ts";
import { DeviceAvatar } from "./DeviceAvatar.tsx";
import { linesOf } from "./lines.ts";
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
} from "./scenes.tsx";
import { useBeat } from "./useBeat.ts";

type At<Step extends HostView["step"]> = Extract<HostView, { readonly step: Step }>;
export type HostActions = GreetingActions<HostGreeting>;

/** What differs between greeting a user and greeting a device of one's own. */
export interface Meeting {
	readonly kind: "guest" | "device";
	/** Who is waited for, in the cue. */
	readonly waitingFor: string;
	readonly title: string;
	readonly lead: string;
	/** What to do before the codes. */
	readonly content: ReactNode;
	readonly start: string;
	readonly hint: string;
	readonly readyHint: string;
	/** Said once the other is here. */
	readonly here: string;
	readonly waitingDetails: { readonly title: string; readonly lead: string };
	/** `null`: approved without a question. */
	readonly details: ((view: At<"details">, actions: HostActions) => ReactNode) | null;
	readonly done: (view: At<"done">) => { readonly title: string; readonly lead: string; readonly content: ReactNode };
	/** Back to where the greeting began. */
	readonly onLeave: () => void;
	/** Greets once more, from the beginning. */
	readonly onAgain: () => void;
}

const FIRST_VIEW: HostView = {
	step: "meet",
	ready: false,
	interruption: null,
	online: true,
	failures: 0,
	farewell: null,
};

/** The host's side, from waiting to welcome. @param start called once. */
export function HostRoom({
	start,
	meeting,
}: {
	readonly start: () => Promise<HostGreeting>;
	readonly meeting: Meeting;
}) {
	const t = useT();
	const { snapshot } = useSession();
	const { view, actions } = useHostGreeting(start);
	const { shown, recognized } = useBeat(view ?? FIRST_VIEW);
	const approved = meeting.details === null && view?.step === "details" && !view.busy;
	const { profile } = snapshot;
	useEffect(() => {
		if (approved) void actions.approve({ name: "", email: "", profile });
	}, [approved, actions, profile]);
	const guest = useGuestName(shown);
	const device = meeting.kind === "device";
	const peer: Peer = {
		kind: meeting.kind,
		name: device ? t("greeting.people.otherDevice") : (guest ?? t("greeting.people.guest")),
	};

	const steps = device
		? ([
				{ id: "meet", label: t("greeting.steps.link") },
				{ id: "own-code", label: t("greeting.steps.thisDeviceCode") },
				{ id: "peer-code", label: t("greeting.steps.otherDeviceCode") },
				{ id: "done", label: t("greeting.steps.done") },
			] as const)
		: ([
				{ id: "meet", label: t("greeting.steps.meet") },
				{ id: "own-code", label: t("greeting.steps.ownCode") },
				{ id: "peer-code", label: t("greeting.steps.guestCode") },
				{ id: "details", label: t("greeting.steps.details") },
				{ id: "done", label: t("greeting.steps.done") },
			] as const);

	const text = describe(t, shown, recognized, peer, meeting, actions, snapshot.organizationId);
	const scene: Scene =
		"sight" in text
			? text
			: { ...text, step: stepOf(shown, steps), sight: figures(t, shown, recognized, peer, guest, snapshot.me) };
	return (
		<Room
			organization={snapshot.organizationId}
			steps={steps}
			scene={scene}
			leaving={leavingOf(t, shown, meeting)}
			online={(view ?? FIRST_VIEW).online}
		/>
	);
}

/** As the guest gave it, then as the host confirmed it; forgotten when all begins again. */
function useGuestName(view: HostView): string | null {
	const [name, setName] = useState<string | null>(null);
	const now = view.step === "details" || view.step === "done" ? view.name : view.step === "meet" ? null : name;
	if (now !== name) setName(now);
	return now;
}

function describe(
	t: TFunction,
	view: HostView,
	recognized: boolean,
	peer: Peer,
	meeting: Meeting,
	actions: HostActions,
	organization: string,
): Scene | SceneText {
	const device = meeting.kind === "device";
	const verified = <Cue kind="verified">{t(device ? "greeting.cue.verifiedDevice" : "greeting.cue.verified")}</Cue>;
	switch (view.step) {
		case "meet":
			return meetScene(t, view, peer, meeting, actions);
		case "own-code":
			return ownCodeScene(t, view, peer, recognized);
		case "peer-code":
			return peerCodeScene(t, view, peer, recognized, actions);
		case "mismatch":
			return mismatchScene(t, view, peer, actions, meeting.onLeave);
		case "waiting-details":
			return { key: view.step, cue: verified, ...meeting.waitingDetails, content: <MovesOn /> };
		case "details":
			if (!meeting.details)
				return { key: "waiting-details", cue: verified, ...meeting.waitingDetails, content: <MovesOn /> };
			return {
				key: view.step,
				cue: verified,
				title: t("greeting.details.title"),
				content: meeting.details(view, actions),
			};
		case "finishing":
			return {
				key: view.step,
				cue: verified,
				title: device ? t("greeting.finishing.titleDevice") : t("greeting.finishing.title", { name: peer.name }),
				lead: t(device ? "greeting.finishing.leadDevice" : "greeting.finishing.lead"),
				content: (
					<>
						<MovesOn />
						<div className="px-room-actions">
							<Button size="large" onPress={meeting.onLeave}>
								{t("greeting.finishing.skip")}
							</Button>
						</div>
					</>
				),
			};
		case "done":
			return { key: view.step, cue: null, ...meeting.done(view) };
		case "refused":
			return stoppedScene(
				"refused",
				{
					title: t(device ? "greeting.refused.titleDevice" : "greeting.refused.title"),
					text: t(`greeting.refused.${view.reason}`),
				},
				<>
					<Button size="large" onPress={meeting.onLeave}>
						{t(device ? "greeting.refused.backDevice" : "greeting.refused.back")}
					</Button>
					{view.reason === "not-allowed" ? null : (
						<Button size="large" variant="primary" onPress={() => void actions.retry()}>
							{t("greeting.refused.again")}
						</Button>
					)}
				</>,
			);
		case "gone":
			return stoppedScene(
				"gone",
				device
					? { title: t("greeting.goneLink.title"), text: t("greeting.goneLink.text") }
					: { title: t(`greeting.gone.${view.how}.title`), text: t(`greeting.gone.${view.how}.text`) },
				<Button size="large" variant="primary" onPress={meeting.onLeave}>
					{t(device ? "greeting.goneLink.back" : "greeting.gone.back")}
				</Button>,
			);
		case "ended": {
			const why = STOPPED_REASONS[view.why];
			return stoppedScene(
				"ended",
				{
					title: t(`greeting.ended.${why}.title`, { organization }),
					text: t(`greeting.ended.${why}.text`),
				},
				<>
					<Button size="large" onPress={meeting.onLeave}>
						{t(device ? "greeting.refused.backDevice" : "greeting.refused.back")}
					</Button>
					{why === "hostNotAllowed" ? null : (
						<Button size="large" variant="primary" onPress={meeting.onAgain}>
							{t(why === "elsewhere" ? "greeting.ended.takeBack" : "greeting.ended.again")}
						</Button>
					)}
				</>,
				why === "failed" ? view.detail : "",
			);
		}
	}
}

function meetScene(
	t: TFunction,
	{ ready, interruption }: At<"meet">,
	peer: Peer,
	meeting: Meeting,
	actions: HostActions,
): SceneText {
	const device = meeting.kind === "device";
	const here = t(device ? "greeting.cue.deviceHere" : "greeting.cue.guestHere");
	const cue = ready ? (
		<Cue kind="here">{here}</Cue>
	) : interruption ? (
		<Cue kind="interrupted">{t("greeting.cue.interrupted")}</Cue>
	) : (
		<Cue kind="waiting">{meeting.waitingFor}</Cue>
	);
	const begin = (
		<>
			<div className="px-room-actions">
				<Button size="large" variant="primary" disabled={!ready} onPress={() => void actions.begin()}>
					{interruption ? t("greeting.interrupted.restart") : meeting.start}
				</Button>
			</div>
			<p className="px-hint px-room-hint">{ready ? meeting.readyHint : meeting.hint}</p>
		</>
	);
	if (!interruption)
		return {
			key: "meet",
			cue,
			title: meeting.title,
			lead: meeting.lead,
			...(ready ? { announcement: meeting.here } : {}),
			content: (
				<>
					{meeting.content}
					{begin}
				</>
			),
		};
	const title = interruptionTitle(t, interruption, peer.name, ready);
	return {
		key: `interrupted-${interruption.why}`,
		cue,
		title,
		lead: interruptionLead(t, interruption, device ? "device" : "host", peer.name, ready),
		announcement: ready ? meeting.here : title,
		content: begin,
	};
}

function stepOf(view: HostView, steps: readonly { readonly id: string }[]): number | null {
	const index = (id: string) => {
		const found = steps.findIndex((step) => step.id === id);
		return found === -1 ? steps.length - 1 : found;
	};
	switch (view.step) {
		case "meet":
			return view.interruption && !view.ready ? null : 0;
		case "own-code":
		case "peer-code":
			return index(view.step);
		case "waiting-details":
		case "details":
		case "finishing":
			return index("details");
		case "done":
			return steps.length - 1;
		default:
			return null;
	}
}

function figures(
	t: TFunction,
	view: HostView,
	recognized: boolean,
	peer: Peer,
	guest: string | null,
	me: { readonly id: string; readonly name: string },
): { readonly me: Figure; readonly peer: Figure } {
	const device = peer.kind === "device";
	const lines = linesOf(view.step, true, recognized);
	return {
		me: {
			name: device ? t("greeting.people.thisDevice") : me.name,
			avatar: <PersonAvatar id={me.id} name={me.name} size="meeting" />,
			doing: device ? me.name : myDoing(t, view, recognized),
			line: lines.mine,
		},
		peer: {
			name: peer.name,
			avatar: peerAvatar(view, device, guest),
			doing: device ? deviceDoing(t, view, recognized) : guestDoing(t, view, recognized),
			line: lines.peer,
		},
	};
}

function peerAvatar(view: HostView, device: boolean, guest: string | null) {
	if (device) return <DeviceAvatar />;
	if (view.step === "done") return <PersonAvatar id={view.userId} name={view.name} size="meeting" />;
	return guest === null ? <UnknownAvatar size="meeting" /> : <NamedAvatar name={guest} />;
}

function myDoing(t: TFunction, view: HostView, recognized: boolean): string {
	if (view.step === "meet") return t("greeting.doing.hostHere");
	if (view.step === "own-code") return t(recognized ? "greeting.doing.recognized" : "greeting.doing.reading");
	if (view.step === "peer-code") return t(recognized ? "greeting.doing.host" : "greeting.doing.listening");
	return t("greeting.doing.host");
}

function guestDoing(t: TFunction, view: HostView, recognized: boolean): string {
	switch (view.step) {
		case "meet":
			if (view.ready) return t("greeting.doing.here");
			return t(view.interruption?.why === "peer-left" ? "greeting.doing.left" : "greeting.doing.notHere");
		case "own-code":
			return t("greeting.doing.listening");
		case "peer-code":
			return t(recognized ? "greeting.doing.recognized" : "greeting.doing.reading");
		case "mismatch":
			return t("greeting.doing.disconnected");
		case "waiting-details":
			return t("greeting.doing.writing");
		case "done":
			return t("greeting.doing.member");
		default:
			return t("greeting.doing.guest");
	}
}

function deviceDoing(t: TFunction, view: HostView, recognized: boolean): string {
	switch (view.step) {
		case "meet":
			if (view.ready) return t("greeting.doing.here");
			return t(view.interruption?.why === "peer-left" ? "greeting.doing.left" : "greeting.doing.notHere");
		case "own-code":
			return t(recognized ? "greeting.doing.here" : "greeting.doing.comparing");
		case "peer-code":
			return t(recognized ? "greeting.doing.recognized" : "greeting.doing.showing");
		case "mismatch":
			return t("greeting.doing.disconnected");
		case "done":
			return t("greeting.doing.protecting");
		default:
			return t("greeting.doing.waiting");
	}
}

/** Nothing is lost by leaving before the codes, or after them; what has ended has a button of its own. */
function leavingOf(t: TFunction, view: HostView, { kind, onLeave }: Meeting): Leaving | null {
	switch (view.step) {
		case "finishing":
		case "done":
		case "gone":
		case "ended":
		case "refused":
			return null;
		case "details":
			if (view.busy) return null;
			break;
		case "meet":
		case "mismatch":
			return { question: null, onLeave };
		default:
	}
	return { question: t(kind === "device" ? "greeting.leave.deviceHost" : "greeting.leave.host"), onLeave };
}
