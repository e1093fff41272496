import { IconClipboard } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Button, IconButton } from "../../design/Button.tsx";
import { TextField } from "../../design/Field.tsx";
import { toast } from "../../design/Toast.tsx";
import { useT } from "../../i18n/i18n.ts";
import { destinationOf, isDead, linkProblem, useLink, webAddress } from "../link/link.ts";

/** The field for a link that somebody was sent, with its button, as a form. */
export function JoinForm() {
	const { field, elsewhere, ready, join } = useJoinByLink();
	const t = useT();
	return (
		<form
			className="px-stack"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				join();
			}}
		>
			{field}
			{elsewhere}
			<Button type="submit" variant="primary" size="large" block disabled={!ready}>
				{t("home.join.button")}
			</Button>
		</form>
	);
}

/** The field for a link, and where it leads. */
export function useJoinByLink(autoFocus = false): {
	readonly field: ReactNode;
	/** The way on, of a link for another server. */
	readonly elsewhere: ReactNode;
	readonly ready: boolean;
	readonly join: () => void;
} {
	const t = useT();
	const navigate = useNavigate();
	const [text, setText] = useState("");
	const link = useLink(text);
	const to = link && destinationOf(link);
	const address = link?.kind === "elsewhere" ? webAddress(link.address) : undefined;

	async function paste(): Promise<void> {
		try {
			setText(await navigator.clipboard.readText());
		} catch {
			toast("bad", t("home.join.pasteRefused"));
		}
	}

	return {
		field: (
			<TextField
				label={t("home.join.label")}
				value={text}
				onChange={setText}
				autoFocus={autoFocus}
				placeholder={t("home.join.placeholder")}
				hint={t("home.join.hint")}
				error={link && isDead(link) ? linkProblem(t, link) : undefined}
				autoComplete="off"
				trailing={
					<IconButton
						size="small"
						label={t("home.join.paste")}
						icon={<IconClipboard size={18} stroke={1.75} />}
						onPress={() => void paste()}
					/>
				}
			/>
		),
		elsewhere:
			link?.kind === "elsewhere" && address ? (
				<a className="px-link" href={address} rel="noreferrer">
					{t("home.link.openElsewhere", { server: link.server })}
				</a>
			) : null,
		ready: to !== undefined,
		join: () => {
			if (to) void navigate({ to, hash: text.trim() });
		},
	};
}
