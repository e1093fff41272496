import { useState } from "react";
import type { GuestView } from "../../core/api.ts";
import { entry } from "../../core/names.ts";
import { Button } from "../../design/Button.tsx";
import { TextField } from "../../design/Field.tsx";
import { useEntryRules } from "../../entries/rules.ts";
import { useT } from "../../i18n/i18n.ts";

/** Who the guest says to be. The name outlives a greeting that begins again. */
export function GuestDetails({
	view,
	host,
	name,
	onName,
	onGive,
}: {
	readonly view: Extract<GuestView, { readonly step: "details" }>;
	readonly host: string;
	readonly name: string;
	readonly onName: (name: string) => void;
	readonly onGive: (name: string) => void;
}) {
	const t = useT();
	const rules = useEntryRules();
	const [left, setLeft] = useState(false);
	const [sent, setSent] = useState(false);
	const error = rules.name(name);
	return (
		<form
			className="px-room-paper px-stack"
			data-width="narrow"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				setLeft(true);
				if (error !== undefined || sent) return;
				setSent(true);
				onGive(entry(name));
			}}
		>
			<TextField
				label={t("common.field.name")}
				hint={t("join.details.nameHint")}
				value={name}
				onChange={onName}
				onBlur={() => setLeft(name !== "")}
				error={left ? error : undefined}
				autoComplete="name"
				readOnly={sent}
			/>
			<TextField
				label={t("common.field.email")}
				hint={t("join.details.emailHint")}
				type="email"
				value={view.email}
				readOnly
			/>
			<Button variant="primary" size="large" block type="submit" busy={sent}>
				{t("join.details.send", { name: host })}
			</Button>
		</form>
	);
}
