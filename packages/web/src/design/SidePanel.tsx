import "./sidePanel.css";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { NARROW, useMediaQuery } from "./useMediaQuery.ts";

interface SidePanelProps {
	readonly title: string;
	readonly label: string;
	readonly onClose: () => void;
	readonly children: ReactNode;
	/** What it is about; the focus moves to the panel whenever that changes. */
	readonly about: string;
	/** Where the focus goes when the panel is closed. */
	readonly origin: () => HTMLElement | null;
}

/** Details beside a list, which it pushes; a sheet at the bottom of a narrow window. */
export function SidePanel({ title, label, onClose, children, about, origin }: SidePanelProps) {
	const narrow = useMediaQuery(NARROW);
	if (narrow)
		return (
			<Dialog title={title} onClose={onClose}>
				<div className="px-side-panel-content">{children}</div>
				<div />
			</Dialog>
		);
	return (
		<Beside key={about} title={title} label={label} origin={origin} onClose={onClose}>
			{children}
		</Beside>
	);
}

function Beside({ title, label, origin, onClose, children }: Omit<SidePanelProps, "about">) {
	const t = useT();
	const panel = useRef<HTMLElement>(null);

	useEffect(() => {
		panel.current?.focus({ preventScroll: true });
	}, []);

	function close(): void {
		onClose();
		origin()?.focus({ preventScroll: true });
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
