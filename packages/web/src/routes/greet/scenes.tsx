import { IconCircleCheck, IconEyeOff, IconPhoneCall, IconRefresh, IconUserExclamation } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { type ReactElement, useState } from "react";
import type { CodeAnswer, GuestGreeting, GuestView, HostGreeting, HostView, Interruption } from "../../core/api.ts";
import type { GreetingActions } from "../../core/greeting.ts";
import { Button } from "../../design/Button.tsx";
import { Question } from "../../design/Dialog.tsx";
import { Spinner } from "../../design/Feedback.tsx";
import { CodeChoice } from "../../design/greeting/CodeChoice.tsx";
import { CodeTiles, OWN_CODE_ID } from "../../design/greeting/CodeTiles.tsx";
import { Cue } from "../../design/greeting/Cue.tsx";
import type { Scene } from "../../design/greeting/Room.tsx";
import { useT } from "../../i18n/i18n.ts";

/** After so many codes that were not recognized, the greeting ends (web-app.md §9.3). */
const MOST_FAILURES = 3;

/** What the other side is to this one. */
export interface Peer {
	readonly kind: "guest" | "host" | "device";
	/** As it stands in a sentence. */
	readonly name: string;
}

/** The part of a scene that is the same on both sides; who stands at the ends of the lines is not. */
export type SceneText = Omit<Scene, "sight" | "step">;

type View = HostView | GuestView;
type At<Step extends View["step"]> = Extract<View, { readonly step: Step }>;
type Actions = Pick<GreetingActions<HostGreeting | GuestGreeting>, "choose" | "retry">;

export function ownCodeScene(t: TFunction, view: At<"own-code">, peer: Peer, recognized: boolean): SceneText {
	const { kind, name } = peer;
	const device = kind === "device";
	return {
		key: "own-code",
		cue: <Cue kind={device ? "show" : "say"}>{t(device ? "greeting.cue.show" : "greeting.cue.say")}</Cue>,
		title: t(`greeting.ownCode.title.${kind}`, { name }),
		lead: t(`greeting.ownCode.lead.${kind}`, { name }),
		describedBy: OWN_CODE_ID,
		...(recognized ? { announcement: t(`greeting.ownCode.recognized.${kind}`, { name }) } : {}),
		content: (
			<>
				<CodeTiles code={view.code} />
				<p className="px-room-rule">
					<IconEyeOff size={20} stroke={1.6} aria-hidden="true" />
					{t(`greeting.ownCode.rule.${device ? "device" : "person"}`)}
				</p>
				{recognized ? (
					<p className="px-room-rule" data-kind="ok">
						<IconCircleCheck size={18} stroke={1.75} aria-hidden="true" />
						{t(`greeting.ownCode.recognized.${kind}`, { name })}
					</p>
				) : (
					<Waiting>{t(`greeting.ownCode.waiting.${kind}`)}</Waiting>
				)}
			</>
		),
	};
}

export function peerCodeScene(
	t: TFunction,
	view: At<"peer-code">,
	peer: Peer,
	recognized: boolean,
	actions: Actions,
): SceneText {
	const { kind, name } = peer;
	const device = kind === "device";
	return {
		key: "peer-code",
		cue: <Cue kind={device ? "look" : "listen"}>{t(device ? "greeting.cue.look" : "greeting.cue.listen")}</Cue>,
		title: t(`greeting.peerCode.title.${kind}`, { name }),
		lead: t(`greeting.peerCode.lead.${device ? "device" : "person"}`),
		...(recognized ? { announcement: t("greeting.peerCode.recognized") } : {}),
		content: (
			// Another attempt has other codes: nothing of the last answer stays.
			<PeerCode key={view.choices.join()} view={view} peer={peer} recognized={recognized} actions={actions} />
		),
	};
}

function PeerCode({
	view,
	peer: { kind, name },
	recognized,
	actions,
}: {
	readonly view: At<"peer-code">;
	readonly peer: Peer;
	readonly recognized: boolean;
	readonly actions: Actions;
}) {
	const t = useT();
	const [asking, setAsking] = useState(false);
	/** Until the core tells that it is on its way. */
	const [given, setGiven] = useState<CodeAnswer | null>(null);

	function answer(code: string | null): void {
		setGiven({ code });
		void actions.choose(code);
	}

	return (
		<>
			<CodeChoice
				choices={view.choices}
				answer={view.answered ?? given}
				recognized={recognized}
				notHere={t(`greeting.peerCode.notHere.${kind}`)}
				onChoose={answer}
				onNotHere={() => setAsking(true)}
			/>
			{asking ? (
				<Question
					danger
					title={t("greeting.peerCode.question.title")}
					keep={t("greeting.peerCode.question.keep")}
					confirm={t("greeting.peerCode.question.confirm")}
					consequences={[
						{
							icon: <IconPhoneCall size={18} stroke={1.75} aria-hidden="true" />,
							text: t(`greeting.peerCode.question.again.${kind}`, { name }),
						},
						{
							icon: <IconUserExclamation size={18} stroke={1.75} aria-hidden="true" />,
							text: t("greeting.peerCode.question.risk"),
						},
						{
							icon: <IconRefresh size={18} stroke={1.75} aria-hidden="true" />,
							text: t("greeting.peerCode.question.restart"),
						},
					]}
					onKeep={() => setAsking(false)}
					onConfirm={() => {
						setAsking(false);
						answer(null);
					}}
				/>
			) : null}
		</>
	);
}

/** Three checks, then new codes; after the third failure only a way out. */
export function mismatchScene(
	t: TFunction,
	view: At<"mismatch">,
	peer: Peer,
	actions: Actions,
	onStop: () => void,
): SceneText {
	const { kind, name } = peer;
	const device = kind === "device";
	const last = view.failures >= MOST_FAILURES;
	const noticed = view.noticedBy === "peer" ? "peer" : view.noCode ? "missing" : "chosen";
	const attempt = { attempt: view.failures, count: MOST_FAILURES };
	return {
		key: `mismatch-${view.failures}`,
		cue: <Cue kind="stopped">{t("greeting.cue.stopped")}</Cue>,
		title: t(view.noCode ? "greeting.mismatch.titleNoCode" : "greeting.mismatch.title"),
		lead: t(`greeting.mismatch.lead.${noticed}.${kind}`, { name }),
		content: (
			<>
				<section className="px-room-paper" data-width="wide">
					<h2>{t(last ? "greeting.mismatch.beforeStopping" : "greeting.mismatch.before")}</h2>
					<ul className="px-room-list" data-dense>
						<li>
							<IconPhoneCall size={20} stroke={1.6} aria-hidden="true" />
							{t(`greeting.mismatch.right.${kind}`)}
						</li>
						<li>
							<IconRefresh size={20} stroke={1.6} aria-hidden="true" />
							{t(`greeting.mismatch.codes.${device ? "device" : "person"}`)}
						</li>
						<li>
							<IconUserExclamation size={20} stroke={1.6} aria-hidden="true" />
							{t(`greeting.mismatch.${last ? "third" : "again"}.${kind}`)}
						</li>
					</ul>
				</section>
				<div className="px-room-actions">
					<Button size="large" onPress={onStop}>
						{t("greeting.mismatch.stop")}
					</Button>
					{last ? null : (
						<Button size="large" variant="primary" onPress={() => void actions.retry()}>
							{t("greeting.mismatch.restart")}
						</Button>
					)}
				</div>
				<p className="px-hint px-room-hint">
					{t(last ? "greeting.mismatch.lastAttempt" : "greeting.mismatch.attempt", attempt)}
				</p>
			</>
		),
	};
}

/** One sentence and one button, without sight lines: there is nothing between two people any more. */
export function stoppedScene(
	key: string,
	text: { readonly title: string; readonly text: string },
	actions: ReactElement,
	detail = "",
): Scene {
	return {
		key,
		step: null,
		sight: null,
		cue: null,
		title: text.title,
		lead: text.text,
		content: (
			<>
				{detail === "" ? null : <p className="px-hint px-room-hint px-code">{detail}</p>}
				<div className="px-room-actions">{actions}</div>
			</>
		),
	};
}

/** The title after an interruption: who left, started again, or is back. */
export function interruptionTitle(t: TFunction, { why }: Interruption, name: string, back: boolean): string {
	if (back) return t("greeting.interrupted.back", { name });
	switch (why) {
		case "peer-left":
			return t("greeting.interrupted.peerLeft", { name });
		case "peer-restarted":
			return t("greeting.interrupted.peerRestarted", { name });
		case "failed":
			return t("greeting.interrupted.failed");
	}
}

export function interruptionLead(
	t: TFunction,
	{ why }: Interruption,
	side: "host" | "guest" | "device",
	name: string,
	back: boolean,
): string {
	if (back) return t("greeting.interrupted.backLead");
	return why === "failed" ? t("greeting.interrupted.failedLead") : t(`greeting.interrupted.lead.${side}`, { name });
}

/** Where there is nothing to press. */
export function MovesOn() {
	const t = useT();
	return (
		<div className="px-room-actions">
			<Waiting>{t("greeting.movesOn")}</Waiting>
		</div>
	);
}

function Waiting({ children }: { readonly children: string }) {
	return (
		<p className="px-room-rule">
			<Spinner accent />
			{children}
		</p>
	);
}

export const STOPPED_REASONS = {
	left: "left",
	elsewhere: "elsewhere",
	"host-not-allowed": "hostNotAllowed",
	unreachable: "unreachable",
	failed: "failed",
} as const;
