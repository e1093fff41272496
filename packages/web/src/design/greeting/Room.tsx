import "./room.css";
import { IconCloudOff, IconX } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Button } from "../Button.tsx";
import { Question } from "../Dialog.tsx";
import { Logo } from "../Identity.tsx";
import { SkipLink, type Step, Stepper, usePageTitle } from "../Page.tsx";
import { type Figure, SightLines } from "./SightLines.tsx";

/** What a greeting shows at one moment, from top to bottom. */
export interface Scene {
	/** Another key is another moment: the title takes the focus. */
	readonly key: string;
	/** Index of the step; `null` when the greeting has stopped. */
	readonly step: number | null;
	readonly sight: { readonly me: Figure; readonly peer: Figure } | null;
	readonly cue: ReactElement | null;
	/** The instruction, or the fact. */
	readonly title: string;
	readonly lead?: ReactNode;
	readonly content?: ReactNode;
	/** Said at once by screen readers when it changes; the step, or the title when the greeting has stopped, unless given. */
	readonly announcement?: string;
	/** Id of what the title is read together with. */
	readonly describedBy?: string;
}

export interface Leaving {
	/** `null`: nothing would be lost. */
	readonly question: string | null;
	readonly onLeave: () => void;
}

interface RoomProps {
	readonly organization: string;
	readonly steps: readonly Step[];
	readonly scene: Scene;
	/** `null` once there is no way back. */
	readonly leaving: Leaving | null;
	readonly online: boolean;
	/** Before the way out, while nothing is under way. */
	readonly tools?: ReactNode;
}

/** The whole window of a greeting, nothing else open. It stays while scenes follow each other. */
export function Room({ organization, steps, scene, leaving, online, tools }: RoomProps) {
	const t = useT();
	const title = useRef<HTMLHeadingElement>(null);
	usePageTitle(scene.title);

	// biome-ignore lint/correctness/useExhaustiveDependencies: the key is what says that the moment is another.
	useEffect(() => {
		title.current?.focus({ preventScroll: true });
		window.scrollTo({ top: 0 });
	}, [scene.key]);

	const progress =
		scene.step === null
			? null
			: t("greeting.step", { step: Math.min(scene.step + 1, steps.length), count: steps.length });
	return (
		<div className="px-room">
			<SkipLink />
			<header>
				<span className="px-brand">
					<Logo />
					<span className="px-room-organization px-ellipsis">{organization}</span>
					{progress ? <span className="px-room-progress">{progress}</span> : null}
				</span>
				{scene.step !== null && progress !== null ? (
					<Stepper steps={steps} current={scene.step} label={progress} />
				) : (
					<span />
				)}
				<span className="px-room-tools">
					{tools}
					{leaving ? <Leave leaving={leaving} /> : null}
				</span>
			</header>
			<main id="main" tabIndex={-1} data-stopped={scene.sight === null || undefined}>
				{scene.sight ? <SightLines me={scene.sight.me} peer={scene.sight.peer} /> : null}
				<div className="px-room-cue">{scene.cue}</div>
				<h1 ref={title} tabIndex={-1} aria-describedby={scene.describedBy}>
					{scene.title}
				</h1>
				{scene.lead ? <p className="px-lead px-room-lead">{scene.lead}</p> : null}
				{scene.content}
			</main>
			<p className="px-visually-hidden" aria-live="assertive">
				{scene.announcement ?? said(scene, steps, t)}
			</p>
			<div className="px-room-offline" role="status">
				{online ? null : (
					<>
						<IconCloudOff size={18} stroke={1.75} aria-hidden="true" />
						{t("greeting.offline")}
					</>
				)}
			</div>
		</div>
	);
}

function said({ step, title }: Scene, steps: readonly Step[], t: ReturnType<typeof useT>): string {
	const current = step === null ? undefined : steps[step];
	if (step === null || !current) return title;
	return t("greeting.stepNamed", { step: step + 1, count: steps.length, name: current.label });
}

function Leave({ leaving: { question, onLeave } }: { readonly leaving: Leaving }) {
	const t = useT();
	const [asking, setAsking] = useState(false);
	return (
		<>
			<Button
				variant="ghost"
				label={t("greeting.leave.action")}
				icon={<IconX size={18} stroke={1.75} aria-hidden="true" />}
				onPress={() => (question === null ? onLeave() : setAsking(true))}
			>
				<span className="px-room-leave">{t("greeting.leave.action")}</span>
			</Button>
			{asking && question !== null ? (
				<Question
					danger
					title={t("greeting.leave.title")}
					confirm={t("greeting.leave.action")}
					keep={t("greeting.leave.stay")}
					onConfirm={onLeave}
					onKeep={() => setAsking(false)}
				>
					<p>{question}</p>
				</Question>
			) : null}
		</>
	);
}
