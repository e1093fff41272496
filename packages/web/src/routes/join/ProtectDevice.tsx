import type { GuestView } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { Note } from "../../design/Feedback.tsx";
import { NewPasswordFields, useNewPassword } from "../../design/NewPassword.tsx";
import { useT } from "../../i18n/i18n.ts";

/** The password of the new device. The user exists already: whatever fails here is tried again here. */
export function ProtectDevice({
	view,
	email,
	organization,
	onSave,
}: {
	readonly view: Extract<GuestView, { readonly step: "password" }>;
	readonly email: string;
	readonly organization: string;
	readonly onSave: (password: string) => void;
}) {
	const t = useT();
	const chosen = useNewPassword([view.name, email, organization]);
	return (
		<>
			<form
				className="px-room-paper px-stack"
				data-width="narrow"
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					if (chosen.accepted !== null && !view.busy) onSave(chosen.accepted);
				}}
			>
				{view.failed ? (
					<Note kind="bad" alert>
						{t("join.password.failed")}
					</Note>
				) : null}
				<NewPasswordFields value={chosen} username={email} />
				<Button variant="primary" size="large" block type="submit" busy={view.busy} disabled={chosen.accepted === null}>
					{t("join.password.save")}
				</Button>
			</form>
			<p className="px-hint px-room-hint">{t("join.password.hint")}</p>
		</>
	);
}
