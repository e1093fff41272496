import "./sightLines.css";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useT } from "../../i18n/i18n.ts";
import { initials } from "../Identity.tsx";

/** A line belongs to the person whose code it carries; it is recognized when the other side has recognized that code. */
export type Line = "waiting" | "speaking" | "recognized" | "missed";

export interface Figure {
	readonly name: string;
	/** 56 px. */
	readonly avatar: ReactElement;
	/** What they do now. */
	readonly doing: string;
	readonly line: Line;
}

/** The two people of a greeting and where their lines of sight meet: oneself at the start, the other at the end. */
export function SightLines({ me, peer }: { readonly me: Figure; readonly peer: Figure }) {
	const t = useT();
	const label = t("greeting.sight.label", {
		me: me.name,
		mine: t(`greeting.sight.line.${me.line}`),
		peer: peer.name,
		theirs: t(`greeting.sight.line.${peer.line}`),
	});
	return (
		<div className="px-sight" role="img" aria-label={label}>
			<div className="px-sight-lines">
				<SightLine side="start" line={me.line} />
				<SightLine side="end" line={peer.line} />
			</div>
			<Person side="start" figure={me} />
			<Person side="end" figure={peer} />
			<MeetingPoint lines={[me.line, peer.line]} />
		</div>
	);
}

const PATHS = {
	start: {
		wide: "M257 34 L362 97",
		wideMissed: "M257 34 L352 104",
		narrow: "M112 24 L338 96",
		narrowMissed: "M112 24 L320 104",
	},
	end: {
		wide: "M503 34 L398 97",
		wideMissed: "M503 34 L408 104",
		narrow: "M648 24 L422 96",
		narrowMissed: "M648 24 L440 104",
	},
} as const;

/** The line is drawn anew, from the person to the point, when what it says changes. */
function SightLine({ side, line }: { readonly side: "start" | "end"; readonly line: Line }) {
	const missed = line === "missed";
	const paths = PATHS[side];
	return (
		<svg
			key={line}
			viewBox="0 0 760 108"
			preserveAspectRatio="none"
			aria-hidden="true"
			className="px-sight-line"
			data-side={side}
			data-line={line}
		>
			<path data-width="wide" d={missed ? paths.wideMissed : paths.wide} />
			<path data-width="narrow" d={missed ? paths.narrowMissed : paths.narrow} />
		</svg>
	);
}

function Person({ side, figure }: { readonly side: "start" | "end"; readonly figure: Figure }) {
	return (
		<div className="px-sight-person" data-side={side} aria-hidden="true">
			{figure.avatar}
			<span className="px-sight-words">
				<b>{figure.name}</b>
				<span>{figure.doing}</span>
			</span>
		</div>
	);
}

/** Two points when the lines miss each other. */
function MeetingPoint({ lines }: { readonly lines: readonly [Line, Line] }) {
	if (lines.includes("missed"))
		return (
			<>
				<span className="px-sight-point" data-kind="missed" data-side="start" />
				<span className="px-sight-point" data-kind="missed" data-side="end" />
			</>
		);
	if (lines.every((line) => line === "recognized"))
		return (
			<span className="px-sight-point" data-kind="met">
				<IconCheck size={18} stroke={2.6} />
			</span>
		);
	return <span className="px-sight-point" data-kind={lines.every((line) => line === "waiting") ? "open" : "aimed"} />;
}

/** Somebody whose name is known, but of whom nothing else is yet. */
export function NamedAvatar({ name }: { readonly name: string }) {
	return (
		<span className="px-avatar" data-size="meeting" data-kind="named" aria-hidden="true">
			{initials(name)}
		</span>
	);
}
