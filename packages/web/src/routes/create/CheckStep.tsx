import { entry } from "../../core/names.ts";
import { Button } from "../../design/Button.tsx";
import { Note } from "../../design/Feedback.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";
import { StepPage } from "./StepPage.tsx";
import type { CreationFailure, Entries, StepName } from "./steps.ts";

interface CheckStepProps {
	readonly entries: Entries;
	readonly fixed: boolean;
	/** What the server answered last time. */
	readonly failure: CreationFailure | null;
	readonly onEdit: (step: StepName) => void;
	readonly onBack: () => void;
	readonly onCreate: () => void;
}

/** Everything at a glance before it is done; and what came of it, when it was refused. */
export function CheckStep({ entries, fixed, failure, onEdit, onBack, onCreate }: CheckStepProps) {
	const t = useT();
	const organization = entry(entries.organization);
	const rows: readonly { readonly label: string; readonly value: string; readonly step: StepName | null }[] = [
		{ label: t("create.steps.organization"), value: organization, step: fixed ? null : "organization" },
		{ label: t("create.check.server"), value: location.host, step: null },
		{ label: t("common.field.name"), value: entry(entries.name), step: "details" },
		{ label: t("common.field.email"), value: entry(entries.email), step: "details" },
		{ label: t("create.check.protection"), value: t("create.check.byPassword"), step: "password" },
	];
	return (
		<StepPage
			step="check"
			title={t("create.check.title")}
			lead={t("create.check.lead")}
			onSubmit={onCreate}
			actions={
				<>
					<Button variant="ghost" size="large" onPress={onBack}>
						{t("common.back")}
					</Button>
					<Button type="submit" variant="primary" size="large">
						{t(failure && canPass(failure) ? "common.tryAgain" : "create.check.create")}
					</Button>
				</>
			}
		>
			{failure ? <FailureNote failure={failure} organization={organization} onEdit={onEdit} /> : null}
			<dl className="px-create-check">
				{rows.map(({ label, value, step }) => (
					<div key={label}>
						<dt>{label}</dt>
						<dd>{value}</dd>
						{step ? (
							<dd>
								<Button
									variant="ghost"
									size="small"
									label={t("create.check.editWhat", { what: label })}
									onPress={() => onEdit(step)}
								>
									{t("create.check.edit")}
								</Button>
							</dd>
						) : null}
					</div>
				))}
			</dl>
		</StepPage>
	);
}

/** The same entries may be accepted the next time. */
function canPass({ status }: CreationFailure): boolean {
	return status !== "name-taken" && status !== "token-used" && status !== "creation-disabled";
}

function FailureNote({
	failure,
	organization,
	onEdit,
}: {
	readonly failure: CreationFailure;
	readonly organization: string;
	readonly onEdit: (step: StepName) => void;
}) {
	const t = useT();
	const unreachable = useUnreachable();
	const isNameTaken = failure.status === "name-taken";
	return (
		<Note kind="bad" alert>
			<p>{text()}</p>
			<p>{t(failure.status === "failed" ? "create.failure.kept" : "create.failure.notCreated")}</p>
			{isNameTaken ? (
				<div className="px-create-way-on">
					<Button size="small" onPress={() => onEdit("organization")}>
						{t("create.failure.changeName")}
					</Button>
				</div>
			) : null}
		</Note>
	);

	function text(): string {
		switch (failure.status) {
			case "name-taken":
				return t("create.failure.nameTaken", { organization });
			case "token-used":
				return t("create.failure.tokenUsed");
			case "creation-disabled":
				return t("create.failure.disabled");
			case "storage-refused":
				return t("create.failure.storage");
			default:
				return unreachable(failure);
		}
	}
}
