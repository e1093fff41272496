import { IconPlugConnectedX } from "@tabler/icons-react";
import { useSession } from "../../core/session.tsx";
import { Banner } from "../../design/Feedback.tsx";
import { useT } from "../../i18n/i18n.ts";
import { WayOut } from "./Stopped.tsx";
import { useStop } from "./stop.tsx";

/** At the top of the sheet while one reads what this device knows, though the session is stopped. */
export function SuspendedBanner() {
	const t = useT();
	const stop = useStop(useSession().snapshot);
	if (!stop) return null;
	return (
		<Banner
			icon={<IconPlugConnectedX size={20} stroke={1.6} aria-hidden="true" />}
			action={<WayOut way={stop.ways[0]} size="small" />}
		>
			<b className="px-strong">{stop.title}.</b> {t("session.lastKnown")}
		</Banner>
	);
}
