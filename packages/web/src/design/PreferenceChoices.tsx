import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { OFFERED_LANGUAGES, useLanguage, useT } from "../i18n/i18n.ts";
import { Segments } from "./Choice.tsx";
import { chooseLanguage } from "./chooseLanguage.ts";
import { changeTheme, type Theme, useTheme } from "./theme.ts";

export function LanguageChoice() {
	const t = useT();
	return (
		<Segments
			label={t("common.language")}
			value={useLanguage()}
			choices={OFFERED_LANGUAGES.map(([value, name]) => ({ value, name }))}
			onChange={chooseLanguage}
		/>
	);
}

const THEMES = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;

export function ThemeChoice() {
	const t = useT();
	return (
		<Segments<Theme>
			label={t("common.theme.label")}
			value={useTheme()}
			choices={(["system", "light", "dark"] as const).map((value) => {
				const Icon = THEMES[value];
				return { value, name: t(`common.theme.${value}`), icon: <Icon size={16} stroke={1.75} aria-hidden="true" /> };
			})}
			onChange={changeTheme}
		/>
	);
}
