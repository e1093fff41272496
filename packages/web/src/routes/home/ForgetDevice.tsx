import { IconBuildingCommunity, IconFileX, IconMailForward } from "@tabler/icons-react";
import { useState } from "react";
import type { KnownDevice } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { Question } from "../../design/Dialog.tsx";
import { toast } from "../../design/Toast.tsx";
import { useT } from "../../i18n/i18n.ts";

/** Removes a device from this browser, once its owner knows what that means. */
export function ForgetDevice({ device, onClose }: { readonly device: KnownDevice; readonly onClose: () => void }) {
	const t = useT();
	const [busy, setBusy] = useState(false);
	const { deviceId, organizationId, name, email } = device;

	async function forget(): Promise<void> {
		setBusy(true);
		try {
			const outcome = await (await core()).forgetDevice(deviceId);
			if (outcome === "ok") toast("ok", t("home.forget.done", { organization: organizationId }));
			else toast("bad", t("home.forget.inUse", { organization: organizationId }));
		} catch {
			toast("bad", t("home.forget.failed"));
		}
		onClose();
	}

	return (
		<Question
			danger
			title={t("home.forget.title")}
			confirm={t("home.forget.confirm")}
			keep={t("home.forget.keep")}
			busy={busy}
			onConfirm={() => void forget()}
			onKeep={onClose}
			consequences={[
				{ icon: <IconFileX size={18} stroke={1.75} aria-hidden="true" />, text: t("home.forget.file") },
				{ icon: <IconMailForward size={18} stroke={1.75} aria-hidden="true" />, text: t("home.forget.back") },
				{ icon: <IconBuildingCommunity size={18} stroke={1.75} aria-hidden="true" />, text: t("home.forget.rest") },
			]}
		>
			<p className="px-strong">{t("home.forget.who", { organization: organizationId, name, email })}</p>
		</Question>
	);
}
