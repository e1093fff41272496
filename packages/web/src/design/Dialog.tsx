import { lazy, type ReactElement, type ReactNode, Suspense, useEffect, useState } from "react";
import { Button } from "./Button.tsx";

export interface DialogProps {
	readonly title: string;
	/** Escape, the cross, and a click outside unless `sticky`. */
	readonly onClose: () => void;
	/** 640 px instead of 520: for what holds a list. */
	readonly wide?: boolean;
	/** Only a button closes it: something would be lost. */
	readonly sticky?: boolean;
	/** `alertdialog`: a question that must be answered. */
	readonly role?: "dialog" | "alertdialog";
	readonly children: ReactNode;
	/** The actions, the primary one last. */
	readonly footer?: ReactNode;
	/** When the content is a form that the footer submits. */
	readonly onSubmit?: () => void;
}

const DialogWindow = lazy(async () => ({ default: (await import("./overlays.ts")).DialogWindow }));

/** A modal dialog; a sheet at the bottom of a narrow window. Drawn while it is in the tree. */
export function Dialog(props: DialogProps) {
	return (
		<Suspense>
			<DialogWindow {...props} />
		</Suspense>
	);
}

/**
 * For what shows one dialog after another: once the last is closed, the focus is back where it was before the first, or in the
 * page when that is gone. A single dialog does so by itself.
 */
export function useFocusReturn(): void {
	const [origin] = useState(() => document.activeElement);
	useEffect(
		() => () => {
			// The last dialog tries first, in the next frame.
			requestAnimationFrame(() =>
				requestAnimationFrame(() => {
					if (document.activeElement !== document.body) return;
					const back = origin?.isConnected ? origin : document.getElementById("main");
					if (back instanceof HTMLElement) back.focus({ preventScroll: true });
				}),
			);
		},
		[origin],
	);
}

interface QuestionProps {
	readonly title: string;
	/** What follows from the answer, one sentence each, with an icon of 18 px. */
	readonly consequences?: readonly { readonly icon: ReactElement; readonly text: ReactNode }[];
	readonly children?: ReactNode;
	/** Verbs on both. */
	readonly confirm: string;
	readonly keep: string;
	readonly danger?: boolean;
	readonly busy?: boolean;
	readonly onConfirm: () => void;
	readonly onKeep: () => void;
}

/** A question with consequences; the safe answer has the focus. */
export function Question({
	title,
	consequences,
	children,
	confirm,
	keep,
	danger = false,
	busy = false,
	onConfirm,
	onKeep,
}: QuestionProps) {
	return (
		<Dialog
			title={title}
			role="alertdialog"
			onClose={onKeep}
			footer={
				<>
					<Button autoFocus onPress={onKeep}>
						{keep}
					</Button>
					<Button variant={danger ? "danger" : "primary"} busy={busy} onPress={onConfirm}>
						{confirm}
					</Button>
				</>
			}
		>
			{children}
			{consequences ? (
				<ul className="px-consequences">
					{consequences.map(({ icon, text }, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: the sentences of one question never move.
						<li key={index}>
							{icon}
							<span>{text}</span>
						</li>
					))}
				</ul>
			) : null}
		</Dialog>
	);
}
