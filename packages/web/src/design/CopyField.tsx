import "./copyField.css";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button } from "./Button.tsx";
import { toast } from "./Toast.tsx";

const ACKNOWLEDGED_MS = 2_000;

/** Puts a text in the clipboard. `copied` is true for two seconds after it is there. */
export function useCopy(): {
	readonly copied: boolean;
	/** Whether the browser allowed it; a message has told when not. */
	readonly copy: (text: string) => Promise<boolean>;
} {
	const t = useT();
	const [copied, setCopied] = useState(false);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => () => clearTimeout(timer.current), []);

	async function copy(text: string): Promise<boolean> {
		try {
			await navigator.clipboard.writeText(text);
		} catch {
			toast("bad", t("common.clipboardRefused"));
			return false;
		}
		setCopied(true);
		clearTimeout(timer.current);
		timer.current = setTimeout(() => setCopied(false), ACKNOWLEDGED_MS);
		return true;
	}
	return { copied, copy };
}

/** A text to be handed on, such as a link, with the button that copies it. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
	const t = useT();
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const { copied, copy } = useCopy();
	return (
		<div className="px-field">
			<label className="px-label" htmlFor={id}>
				{label}
			</label>
			<div className="px-copy-field">
				<div className="px-input">
					<input
						id={id}
						ref={input}
						className="px-code"
						readOnly
						value={value}
						onFocus={(event) => event.target.select()}
					/>
				</div>
				<Button
					icon={copied ? <IconCheck size={18} stroke={1.75} /> : <IconCopy size={18} stroke={1.75} />}
					onPress={async () => {
						// Refused: the text is left selected, for the keyboard.
						if (!(await copy(value))) input.current?.select();
					}}
				>
					<span aria-live="polite">{t(copied ? "common.copied" : "common.copy")}</span>
				</Button>
			</div>
		</div>
	);
}
