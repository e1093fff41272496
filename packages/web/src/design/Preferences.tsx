import "./preferences.css";
import { IconCheck, IconLanguage, IconSettings } from "@tabler/icons-react";
import { lazy } from "react";
import { LANGUAGES, OFFERED_LANGUAGES, useLanguage, useT } from "../i18n/i18n.ts";
import { Button, IconButton } from "./Button.tsx";
import { chooseLanguage } from "./chooseLanguage.ts";
import { Menu } from "./Menu.tsx";
import { Popover } from "./Popover.tsx";

const ThemeChoice = lazy(async () => ({ default: (await import("./overlays.ts")).ThemeChoice }));

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
			items={OFFERED_LANGUAGES.map(([language, name]) => ({
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
				onAction: () => chooseLanguage(language),
			}))}
		/>
	);
}
