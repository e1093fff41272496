import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { hyphenated, organizationProblem } from "../../core/names.ts";
import { Button } from "../../design/Button.tsx";
import { Note } from "../../design/Feedback.tsx";
import { TextField } from "../../design/Field.tsx";
import { useEntryRules } from "../../entries/rules.ts";
import { useT } from "../../i18n/i18n.ts";
import { StepPage } from "./StepPage.tsx";

interface OrganizationStepProps {
	readonly value: string;
	/** The link gives the name. */
	readonly fixed: boolean;
	readonly onChange: (organization: string) => void;
	readonly onNext: () => void;
}

/** The name, whose rules are told while it is typed. */
export function OrganizationStep({ value, fixed, onChange, onNext }: OrganizationStepProps) {
	const t = useT();
	const navigate = useNavigate();
	const rules = useEntryRules();
	const [submitted, setSubmitted] = useState(false);
	const problem = organizationProblem(value);
	// An empty field is not a fault before one wants to go on.
	const error = problem === "required" && !submitted ? undefined : rules.organization(value);
	const proposal = hyphenated(value);
	const proposable = problem === "space" && organizationProblem(proposal) === undefined;

	return (
		<StepPage
			step="organization"
			title={t("create.organization.title")}
			lead={t("create.organization.lead")}
			onSubmit={() => {
				setSubmitted(true);
				if (problem === undefined) onNext();
			}}
			actions={
				<>
					<Button variant="ghost" size="large" onPress={() => void navigate({ to: "/" })}>
						{t("common.cancel")}
					</Button>
					<Button type="submit" variant="primary" size="large">
						{t("common.continue")}
					</Button>
				</>
			}
		>
			<TextField
				label={t("common.field.organization")}
				value={value}
				onChange={onChange}
				readOnly={fixed}
				autoFocus={!fixed}
				autoComplete="organization"
				name="organization"
				error={error}
				hint={t(fixed ? "create.organization.fixed" : "create.organization.hint")}
				proposal={proposable ? { value: proposal, label: t("create.useProposal", { proposal }) } : undefined}
			/>
			<Note>
				{t("create.organization.note")}
				<br />
				<span className="px-hint">{t("create.organization.server", { server: location.host })}</span>
			</Note>
		</StepPage>
	);
}
