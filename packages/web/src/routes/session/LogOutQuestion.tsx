import { IconKeyOff, IconPassword } from "@tabler/icons-react";
import { useSession } from "../../core/session.tsx";
import { Question } from "../../design/Dialog.tsx";
import { toast } from "../../design/Toast.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useLogOut } from "./useLogOut.ts";

export function LogOutQuestion({ onKeep }: { readonly onKeep: () => void }) {
	const t = useT();
	const organization = useSession().snapshot.organizationId;
	const logOut = useLogOut();

	async function confirm(): Promise<void> {
		await logOut();
		toast("ok", t("session.frame.logOut.done", { organization }));
	}

	return (
		<Question
			title={t("session.frame.logOut.title", { organization })}
			consequences={[
				{ icon: <IconKeyOff size={18} stroke={1.75} aria-hidden="true" />, text: t("session.frame.logOut.forgets") },
				{ icon: <IconPassword size={18} stroke={1.75} aria-hidden="true" />, text: t("session.frame.logOut.password") },
			]}
			confirm={t("session.frame.logOut.confirm")}
			keep={t("session.frame.logOut.keep")}
			onConfirm={confirm}
			onKeep={onKeep}
		/>
	);
}
