import { Button } from "../../design/Button.tsx";
import { Disclosure } from "../../design/Disclosure.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useDeviceImport } from "./deviceFiles.tsx";

export function OtherDevice() {
	const t = useT();
	return (
		<Disclosure title={t("home.otherDevice.title")}>
			<ol>
				<li>{t("home.otherDevice.first")}</li>
				<li>{t("home.otherDevice.second")}</li>
				<li>{t("home.otherDevice.third")}</li>
			</ol>
			<p className="px-hint">{t("home.otherDevice.storage")}</p>
		</Disclosure>
	);
}

/** What is possible today, from the best to the worst. */
export function LostAccess() {
	const t = useT();
	const { choose, picker } = useDeviceImport();
	return (
		<Disclosure title={t("home.lostAccess.title")}>
			<ol>
				<li>{t("home.lostAccess.device")}</li>
				<li>{t("home.lostAccess.file")}</li>
				<li>{t("home.lostAccess.invitation")}</li>
			</ol>
			<div>
				<Button size="small" onPress={choose}>
					{t("home.lostAccess.importFile")}
				</Button>
			</div>
			{picker}
		</Disclosure>
	);
}
