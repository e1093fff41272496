import type { Unreachable } from "../core/api.ts";
import { useFormat } from "../i18n/format.ts";
import { useT } from "../i18n/i18n.ts";

/** Why the server could not be asked, as sentences: what happened, and what to do. */
export function useUnreachable(): (reason: Unreachable) => string {
	const t = useT();
	const format = useFormat();
	return (reason) => {
		switch (reason.status) {
			case "clock":
				return t("common.unreachable.clock", {
					deviceTime: format.clock(reason.deviceTime),
					serverTime: format.clock(reason.serverTime),
				});
			case "failed":
				return t("common.unreachable.failed", { detail: reason.detail });
			default:
				return t(`common.unreachable.${reason.status}`);
		}
	};
}
