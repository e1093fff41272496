import { IconCheck, IconCopy, IconLink } from "@tabler/icons-react";
import { useState } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button, IconButton } from "./Button.tsx";
import { CopyField, useCopy } from "./CopyField.tsx";
import { Dialog } from "./Dialog.tsx";

interface CopyButtonProps {
	readonly text: string;
	/** What is copied, as a verb: "Copy link". */
	readonly label: string;
	/** With its words, instead of as an icon that they name. */
	readonly words?: boolean;
	readonly size?: "small" | "medium";
	readonly kind?: "text" | "link";
}

/** Copies a text that is not on the screen, or not in a field, and acknowledges it in place. */
export function CopyButton({ text, label, words = false, size = "medium", kind = "text" }: CopyButtonProps) {
	const t = useT();
	const { copied, copy } = useCopy();
	const [refused, setRefused] = useState(false);
	const Icon = copied ? IconCheck : kind === "link" ? IconLink : IconCopy;
	const icon = <Icon size={size === "small" ? 16 : 18} stroke={1.75} aria-hidden="true" />;
	const shown = copied ? t("common.copied") : label;
	const onPress = async () => setRefused(!(await copy(text)));
	return (
		<>
			{words ? (
				<Button size="small" icon={icon} onPress={onPress}>
					{shown}
				</Button>
			) : (
				<IconButton size={size} label={shown} icon={icon} onPress={onPress} />
			)}
			<span role="status" className="px-visually-hidden">
				{copied ? t("common.copied") : ""}
			</span>
			{refused ? <CopyByHand text={text} label={label} onClose={() => setRefused(false)} /> : null}
		</>
	);
}

/** Where the browser does not let a page copy: the text, selected. */
export function CopyByHand({
	text,
	label,
	onClose,
}: {
	readonly text: string;
	readonly label: string;
	readonly onClose: () => void;
}) {
	const t = useT();
	return (
		<Dialog title={label} onClose={onClose}>
			<div ref={(element) => element?.querySelector("input")?.focus()}>
				<CopyField label={t("common.copyFromHere")} value={text} />
			</div>
		</Dialog>
	);
}
