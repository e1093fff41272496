import "./preferences.css";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSettings, IconSun } from "@tabler/icons-react";
import { changeLanguage, LANGUAGES, type Language, useLanguage, useT } from "../i18n/i18n.ts";
import { Button, IconButton } from "./Button.tsx";
import { Segments } from "./Field.tsx";
import { Menu, Popover } from "./Menu.tsx";
import { changeTheme, type Theme, useTheme } from "./theme.ts";

const languages = Object.entries(LANGUAGES) as readonly (readonly [Language, string])[];

/** Language and theme, at the end of the head of the pages that need no log in. */
export function Preferences() {
	const t = useT();
	return (
		<>
			<LanguageMenu />
			<Popover
				label={t("common.settings")}
				trigger={<IconButton label={t("common.settings")} icon={<IconSettings size={18} stroke={1.75} />} />}
			>
				<div className="px-preferences">
					<span className="px-label">{t("common.theme.label")}</span>
					<ThemeChoice />
				</div>
			</Popover>
		</>
	);
}

function LanguageMenu() {
	const t = useT();
	const current = useLanguage();
	return (
		<Menu
			label={t("common.language")}
			trigger={
				<Button
					variant="ghost"
					icon={<IconLanguage size={18} stroke={1.75} />}
					label={`${t("common.language")}: ${LANGUAGES[current]}`}
				>
					{LANGUAGES[current]}
				</Button>
			}
			items={languages.map(([language, name]) => ({
				id: language,
				label: name,
				icon: (
					<IconCheck
						size={16}
						stroke={2}
						aria-hidden="true"
						style={{ visibility: language === current ? "visible" : "hidden" }}
					/>
				),
				onAction: () => void changeLanguage(language),
			}))}
		/>
	);
}

export function LanguageChoice() {
	const t = useT();
	return (
		<Segments
			label={t("common.language")}
			value={useLanguage()}
			choices={languages.map(([value, name]) => ({ value, name }))}
			onChange={(language) => void changeLanguage(language)}
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
