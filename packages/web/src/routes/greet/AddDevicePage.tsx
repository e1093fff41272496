import { IconMail } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { InviteOutcome } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { CopyField } from "../../design/CopyField.tsx";
import { Spinner } from "../../design/Feedback.tsx";
import { QrCode } from "../../design/greeting/QrCode.tsx";
import { Room } from "../../design/greeting/Room.tsx";
import { toast } from "../../design/Toast.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";
import { HostRoom, type Meeting } from "./HostRoom.tsx";
import { stoppedScene } from "./scenes.tsx";

/** Adds another device of the same person: makes its link, then greets it. */
export function AddDevicePage() {
	const [attempt, setAttempt] = useState(0);
	return <NewLink key={attempt} onAgain={() => setAttempt((previous) => previous + 1)} />;
}

type Made = Extract<InviteOutcome, { readonly status: "ok" }>;

function NewLink({ onAgain }: { readonly onAgain: () => void }) {
	const { session } = useSession();
	const [outcome, setOutcome] = useState<InviteOutcome | null>(null);

	useEffect(() => {
		let gone = false;
		async function invite(): Promise<void> {
			const made = await session.inviteDevice(false);
			if (!gone) setOutcome(made);
		}
		void invite();
		return () => {
			gone = true;
		};
	}, [session]);

	if (outcome?.status === "ok") return <DeviceGreeting made={outcome} onAgain={onAgain} />;
	return <NoLink outcome={outcome} onAgain={onAgain} />;
}

function DeviceGreeting({ made, onAgain }: { readonly made: Made; readonly onAgain: () => void }) {
	const t = useT();
	const { session, snapshot } = useSession();
	const toDevices = useToDevices();
	const organization = snapshot.organizationId;

	const meeting: Meeting = {
		kind: "device",
		waitingFor: t("greeting.addDevice.waitingFor"),
		title: t("greeting.addDevice.title"),
		lead: t("greeting.addDevice.lead"),
		content: <LinkForDevice link={made.link} />,
		start: t("greeting.addDevice.start"),
		hint: t("greeting.addDevice.hint"),
		readyHint: t("greeting.addDevice.readyHint"),
		here: t("greeting.addDevice.here"),
		waitingDetails: {
			title: t("greeting.addDevice.waitingDetails.title"),
			lead: t("greeting.addDevice.waitingDetails.lead"),
		},
		details: null,
		done: () => ({
			title: t("greeting.addDevice.done.title", { organization }),
			lead: t("greeting.addDevice.done.lead"),
			content: (
				<div className="px-room-actions">
					<Button
						variant="primary"
						size="large"
						onPress={() => {
							toast("ok", t("greeting.addDevice.done.toast", { organization }));
							toDevices();
						}}
					>
						{t("greeting.addDevice.done.finish")}
					</Button>
				</div>
			),
		}),
		onLeave: toDevices,
		onAgain,
	};
	return <HostRoom start={() => session.greetDevice(made.token)} meeting={meeting} />;
}

function LinkForDevice({ link }: { readonly link: string }) {
	const t = useT();
	return (
		<div className="px-room-paper px-room-link-paper" data-width="wide">
			<QrCode text={link} label={t("greeting.addDevice.qr")} />
			<div className="px-stack px-grow">
				<CopyField label={t("greeting.addDevice.link")} value={link} />
				<SendToMyself />
			</div>
		</div>
	);
}

/** The server sends one letter per press: a pause keeps an impatient hand from filling a letter box. */
const PAUSE_SECONDS = 5;

function SendToMyself() {
	const t = useT();
	const { session, snapshot } = useSession();
	const { email } = snapshot.me;
	const [sending, setSending] = useState(false);
	const [sentOnce, setSentOnce] = useState(false);
	const [pause, setPause] = useState(0);

	useEffect(() => {
		if (pause === 0) return;
		const timer = setTimeout(() => setPause(pause - 1), 1_000);
		return () => clearTimeout(timer);
	}, [pause]);

	async function send(): Promise<void> {
		setSending(true);
		const outcome = await session.inviteDevice(true);
		setSending(false);
		if (outcome.status !== "ok" || outcome.email !== "SUCCESS")
			return toast("bad", t("greeting.addDevice.notSent", { email }));
		toast("ok", t("greeting.addDevice.sent", { email }));
		setSentOnce(true);
		setPause(PAUSE_SECONDS);
	}

	return (
		<div>
			<Button
				icon={<IconMail size={18} stroke={1.75} aria-hidden="true" />}
				busy={sending}
				disabled={pause > 0}
				onPress={() => void send()}
			>
				{pause > 0
					? t("greeting.addDevice.sendIn", { seconds: pause })
					: t(sentOnce ? "greeting.addDevice.sendAgain" : "greeting.addDevice.send")}
			</Button>
		</div>
	);
}

/** While the link is made, or when it could not be. */
function NoLink({ outcome, onAgain }: { readonly outcome: InviteOutcome | null; readonly onAgain: () => void }) {
	const t = useT();
	const unreachable = useUnreachable();
	const { snapshot } = useSession();
	const toDevices = useToDevices();
	const back = (
		<Button size="large" onPress={toDevices}>
			{t("greeting.addDevice.back")}
		</Button>
	);

	function scene() {
		if (outcome === null)
			return stoppedScene("preparing", { title: t("greeting.addDevice.preparing"), text: "" }, <Spinner accent />);
		switch (outcome.status) {
			case "ok":
			case "already-member":
			case "invalid-address":
			case "not-allowed":
				return stoppedScene(
					"not-allowed",
					{ title: t("greeting.addDevice.failed"), text: t("greeting.addDevice.notAllowed") },
					back,
				);
			default:
				return stoppedScene(
					"failed",
					{ title: t("greeting.addDevice.failed"), text: unreachable(outcome) },
					<>
						{back}
						<Button size="large" variant="primary" onPress={onAgain}>
							{t("common.tryAgain")}
						</Button>
					</>,
				);
		}
	}
	return (
		<Room
			organization={snapshot.organizationId}
			steps={[]}
			online
			leaving={{ question: null, onLeave: toDevices }}
			scene={scene()}
		/>
	);
}

function useToDevices(): () => void {
	const navigate = useNavigate();
	const { snapshot } = useSession();
	return () => void navigate({ to: "/org/$device/profile/devices", params: { device: snapshot.deviceId } });
}
