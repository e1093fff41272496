import { type FormEvent, useState } from "react";
import type { ChangePasswordOutcome, WebSession } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Note } from "../../design/Feedback.tsx";
import { PasswordField } from "../../design/Field.tsx";
import { NewPasswordFields, useNewPassword } from "../../design/NewPassword.tsx";
import { toast } from "../../design/Toast.tsx";
import { useT } from "../../i18n/i18n.ts";
import { ProfileHead, ProfilePage } from "./ProfilePage.tsx";

type Refusal = Exclude<ChangePasswordOutcome["status"], "ok"> | "failed";

/** What opens this device, which works without the server. */
export function AuthenticationTab() {
	const t = useT();
	const { session, snapshot } = useSession();
	const { me, organizationId } = snapshot;
	const [current, setCurrent] = useState("");
	const next = useNewPassword([me.name, me.email, organizationId]);
	const [busy, setBusy] = useState(false);
	const [refusal, setRefusal] = useState<Refusal | null>(null);
	const ready = current !== "" && next.accepted !== null;

	async function change(event: FormEvent): Promise<void> {
		event.preventDefault();
		if (current === "" || next.accepted === null || busy) return;
		setBusy(true);
		setRefusal(null);
		const status = await tryChange(session, current, next.accepted);
		setBusy(false);
		if (status !== "ok") return setRefusal(status);
		setCurrent("");
		next.clear();
		toast("ok", t("profile.authentication.changed"));
	}

	return (
		<ProfilePage tab="authentication">
			<ProfileHead title={t("profile.authentication.title")} lead={t("profile.authentication.lead")} />
			<form className="px-paper px-form px-profile-form" noValidate onSubmit={(event) => void change(event)}>
				{refusal !== null && refusal !== "wrong-password" ? (
					<Note kind="bad" alert>
						{t(REFUSALS[refusal])}
					</Note>
				) : null}
				<PasswordField
					label={t("profile.authentication.current")}
					value={current}
					onChange={(typed) => {
						setCurrent(typed);
						if (refusal === "wrong-password") setRefusal(null);
					}}
					autoComplete="current-password"
					error={refusal === "wrong-password" ? t("profile.authentication.wrong") : undefined}
				/>
				<NewPasswordFields value={next} label={t("profile.authentication.next")} username={me.email} />
				<div className="px-form-actions">
					<Button type="submit" variant="primary" busy={busy} disabled={!ready}>
						{t("profile.authentication.button")}
					</Button>
				</div>
			</form>
		</ProfilePage>
	);
}

const REFUSALS = {
	"device-not-found": "profile.authentication.gone",
	"storage-refused": "profile.authentication.storage",
	failed: "profile.authentication.failed",
} as const;

async function tryChange(session: WebSession, current: string, next: string): Promise<Refusal | "ok"> {
	try {
		return (await session.changePassword(current, next)).status;
	} catch {
		return "failed";
	}
}
