import { IconBuildingCommunity } from "@tabler/icons-react";
import { useState } from "react";
import { emailProblem, entry, nameProblem } from "../../core/names.ts";
import { Button } from "../../design/Button.tsx";
import { Note } from "../../design/Feedback.tsx";
import { TextField } from "../../design/Field.tsx";
import { useEntryRules } from "../../entries/rules.ts";
import { useT } from "../../i18n/i18n.ts";
import { StepPage } from "./StepPage.tsx";
import type { Entries } from "./steps.ts";

interface DetailsStepProps {
	readonly entries: Entries;
	readonly onChange: (changed: Partial<Entries>) => void;
	readonly onBack: () => void;
	readonly onNext: () => void;
}

/** Who the first administrator is. */
export function DetailsStep({ entries, onChange, onBack, onNext }: DetailsStepProps) {
	const t = useT();
	const rules = useEntryRules();
	const [told, setTold] = useState<{ readonly name: boolean; readonly email: boolean }>({ name: false, email: false });
	const tell = (which: keyof typeof told) => setTold((before) => ({ ...before, [which]: true }));
	const { organization, name, email } = entries;

	return (
		<StepPage
			step="details"
			title={t("create.details.title")}
			lead={t("create.details.lead", { organization: entry(organization) })}
			onSubmit={() => {
				setTold({ name: true, email: true });
				if (nameProblem(name) === undefined && emailProblem(email) === undefined) onNext();
			}}
			actions={
				<>
					<Button variant="ghost" size="large" onPress={onBack}>
						{t("common.back")}
					</Button>
					<Button type="submit" variant="primary" size="large">
						{t("common.continue")}
					</Button>
				</>
			}
		>
			<TextField
				label={t("common.field.name")}
				value={name}
				onChange={(name) => onChange({ name })}
				onBlur={() => {
					if (name !== "") tell("name");
				}}
				autoFocus
				autoComplete="name"
				name="name"
				error={told.name ? rules.name(name) : undefined}
			/>
			<TextField
				label={t("common.field.email")}
				type="email"
				value={email}
				onChange={(email) => onChange({ email })}
				onBlur={() => {
					if (email !== "") tell("email");
				}}
				autoComplete="email"
				name="email"
				hint={t("create.details.emailHint")}
				error={told.email ? rules.email(email) : undefined}
			/>
			<Note icon={<IconBuildingCommunity size={20} stroke={1.6} aria-hidden="true" />}>
				<b>{entry(organization)}</b>
				<br />
				{t("create.organization.note")}
			</Note>
		</StepPage>
	);
}
