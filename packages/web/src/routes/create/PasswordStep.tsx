import { useState } from "react";
import { Button } from "../../design/Button.tsx";
import { FieldMessage } from "../../design/Field.tsx";
import { type NewPassword, NewPasswordFields } from "../../design/NewPassword.tsx";
import { useT } from "../../i18n/i18n.ts";
import { StepPage } from "./StepPage.tsx";

interface PasswordStepProps {
	readonly organization: string;
	readonly email: string;
	readonly value: NewPassword;
	readonly onBack: () => void;
	readonly onNext: () => void;
}

/** What opens this device. */
export function PasswordStep({ organization, email, value, onBack, onNext }: PasswordStepProps) {
	const t = useT();
	const [submitted, setSubmitted] = useState(false);
	const missing = submitted && value.accepted === null && (value.password === "" || value.again === "");
	return (
		<StepPage
			step="password"
			title={t("create.password.title")}
			lead={t("create.password.lead", { organization })}
			onSubmit={() => {
				setSubmitted(true);
				if (value.accepted !== null) onNext();
			}}
			actions={
				<>
					<Button variant="ghost" size="large" onPress={onBack}>
						{t("common.back")}
					</Button>
					<Button type="submit" variant="primary" size="large" disabled={!missing && value.accepted === null}>
						{t("common.continue")}
					</Button>
				</>
			}
		>
			<NewPasswordFields value={value} autoFocus username={email} />
			{missing ? <FieldMessage kind="bad">{t("common.invalid.required")}</FieldMessage> : null}
		</StepPage>
	);
}
