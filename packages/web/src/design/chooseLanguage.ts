import i18next from "i18next";
import { changeLanguage, type Language } from "../i18n/i18n.ts";
import { toast } from "./Toast.tsx";

/** Changes the language at once; or says why not, since its texts come from the server when they are first asked for. */
export function chooseLanguage(language: Language): void {
	changeLanguage(language).catch(() => toast("bad", i18next.t("common.unreachable.offline")));
}
