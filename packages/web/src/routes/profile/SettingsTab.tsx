import { LanguageChoice, ThemeChoice } from "../../design/PreferenceChoices.tsx";
import { useT } from "../../i18n/i18n.ts";
import { ProfileHead, ProfilePage } from "./ProfilePage.tsx";

/** What holds for this browser. */
export function SettingsTab() {
	const t = useT();
	return (
		<ProfilePage tab="settings">
			<ProfileHead title={t("profile.settings.title")} lead={t("profile.settings.lead")} />
			<div className="px-paper px-profile-settings">
				<div>
					<span className="px-label">{t("profile.settings.language")}</span>
					<LanguageChoice />
				</div>
				<div>
					<span>
						<span className="px-label">{t("profile.settings.theme")}</span>
						<span className="px-hint">{t("profile.settings.themeHint")}</span>
					</span>
					<ThemeChoice />
				</div>
			</div>
		</ProfilePage>
	);
}
