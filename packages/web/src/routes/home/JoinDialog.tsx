import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useJoinByLink } from "./JoinByLink.tsx";

/** `JoinForm` in a dialog, where devices are known already. */
export function JoinDialog({ onClose }: { readonly onClose: () => void }) {
	const t = useT();
	const { field, elsewhere, ready, join } = useJoinByLink(true);
	return (
		<Dialog
			title={t("home.join.title")}
			onClose={onClose}
			onSubmit={join}
			footer={
				<>
					<Button onPress={onClose}>{t("common.cancel")}</Button>
					<Button type="submit" variant="primary" disabled={!ready}>
						{t("home.join.button")}
					</Button>
				</>
			}
		>
			{field}
			{elsewhere}
		</Dialog>
	);
}
