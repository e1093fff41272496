import { IconCloudOff } from "@tabler/icons-react";
import { useSession } from "../../core/session.tsx";
import { Banner } from "../../design/Feedback.tsx";
import { useT } from "../../i18n/i18n.ts";

const WHAT_WORKS = { ADMIN: "administrator", STANDARD: "standard", OUTSIDER: "external" } as const;

/** While the server cannot be reached: what still works. The core tries again by itself. */
export function OfflineBanner() {
	const t = useT();
	const { status, profile } = useSession().snapshot;
	if (status.kind !== "offline") return null;
	return (
		<Banner icon={<IconCloudOff size={20} stroke={1.6} aria-hidden="true" />}>
			<b className="px-strong">{t("session.frame.offline.title")}</b>{" "}
			{t(`session.frame.offline.${WHAT_WORKS[profile]}`)}
		</Banner>
	);
}
