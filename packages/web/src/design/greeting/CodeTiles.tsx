import "./code.css";
import { Trans } from "react-i18next";
import { useT } from "../../i18n/i18n.ts";
import { spell, spoken } from "./spelling.ts";

/** Of the tiles, for what describes them. */
export const OWN_CODE_ID = "own-code";

/**
 * One's own code, to be read aloud: one character per tile, legible at three metres. It cannot be selected, since a code
 * that is sent in writing proves nothing.
 */
export function CodeTiles({ code }: { readonly code: string }) {
	const t = useT();
	return (
		// biome-ignore lint/a11y/useSemanticElements: a group of what is read, not of fields.
		<div
			className="px-tiles"
			id={OWN_CODE_ID}
			role="group"
			aria-label={t("greeting.ownCode.label", { code: spoken(code, t) })}
		>
			{spell(code, t).map(({ character, kind, word }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the characters of one code never move.
				<div key={index} className="px-tile" aria-hidden="true">
					<span className="px-tile-character">{character}</span>
					<span className="px-tile-word">
						<Trans
							t={t}
							i18nKey={kind === "letter" ? "greeting.spelling.letter" : "greeting.spelling.digit"}
							values={{ character, word }}
							components={{ before: <span />, word: <b /> }}
						/>
					</span>
				</div>
			))}
		</div>
	);
}
