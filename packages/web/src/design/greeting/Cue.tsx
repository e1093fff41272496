import "./room.css";
import {
	IconAlertOctagon,
	IconDevices,
	IconEar,
	IconEye,
	IconPlugConnectedX,
	IconShieldCheck,
	IconUser,
	IconVolume,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Spinner } from "../Feedback.tsx";

/**
 * Filled: I speak; outlined: I hear. Recognizable without reading. `show` and `look` are the same for two devices of one
 * person, who reads one screen and answers on the other.
 */
type CueKind = "waiting" | "here" | "say" | "listen" | "show" | "look" | "verified" | "stopped" | "interrupted";

const ICONS = {
	here: IconUser,
	say: IconVolume,
	listen: IconEar,
	show: IconDevices,
	look: IconEye,
	verified: IconShieldCheck,
	stopped: IconAlertOctagon,
	interrupted: IconPlugConnectedX,
} as const;

export function Cue({ kind, children }: { readonly kind: CueKind; readonly children: ReactNode }) {
	const Icon = kind === "waiting" ? undefined : ICONS[kind];
	return (
		<p className="px-cue" data-kind={kind}>
			{Icon ? <Icon size={20} stroke={1.6} aria-hidden="true" /> : <Spinner accent />}
			{children}
		</p>
	);
}
