import "./sidePanel.css";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { NARROW, useMediaQuery } from "./useMediaQuery.ts";

export interface SidePanelProps {
	readonly title: string;
	readonly label: string;
	readonly onClose: () => void;
	readonly children: ReactNode;
	/** Shown instead of others when what it is about changes; the focus then moves to it again. */
	readonly about: string;
}

/** Details beside a list, which it pushes; a sheet at the bottom of a narrow window. */
export function SidePanel({ title, label, onClose, children, about }: SidePanelProps) {
	const narrow = useMediaQuery(NARROW);
	if (narrow)
		return (
			<Dialog title={title} onClose={onClose}>
				<div className="px-side-panel-content">{children}</div>
				<div />
			</Dialog>
		);
	return (
		<Beside key={about} title={title} label={label} onClose={onClose}>
			{children}
		</Beside>
	);
}

function Beside({ title, label, onClose, children }: Omit<SidePanelProps, "about">) {
	const t = useT();
	const panel = useRef<HTMLElement>(null);
	const opener = useRef<Element | null>(null);

	useEffect(() => {
		opener.current = document.activeElement;
		panel.current?.focus({ preventScroll: true });
	}, []);

	function close(): void {
		onClose();
		if (opener.current instanceof HTMLElement && opener.current.isConnected)
			opener.current.focus({ preventScroll: true });
	}

	return (
		<aside
			ref={panel}
			className="px-side-panel"
			aria-label={label}
			tabIndex={-1}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				close();
			}}
		>
			<header>
				<h2 className="px-grow">{title}</h2>
				<IconButton label={t("common.close")} icon={<IconX size={18} stroke={1.75} />} onPress={close} />
			</header>
			<div className="px-side-panel-content">{children}</div>
		</aside>
	);
}
