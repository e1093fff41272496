import { useMemo } from "react";
import { emailProblem, hyphenated, nameProblem, organizationProblem } from "../core/names.ts";
import { useT } from "../i18n/i18n.ts";

/** What is wrong with an entry, as a sentence for below its field. */
export function useEntryRules() {
	const t = useT();
	return useMemo(
		() => ({
			name(text: string): string | undefined {
				const problem = nameProblem(text);
				if (problem === undefined) return undefined;
				if (problem === "required") return t("common.invalid.required");
				return t(problem === "length" ? "common.invalid.name" : "common.invalid.nameCharacter");
			},
			email(text: string): string | undefined {
				const problem = emailProblem(text);
				if (problem === undefined) return undefined;
				return t(problem === "required" ? "common.invalid.required" : "common.invalid.email");
			},
			organization(text: string): string | undefined {
				const problem = organizationProblem(text);
				if (problem === undefined) return undefined;
				if (problem === "required") return t("common.invalid.required");
				return t(`create.invalid.${problem}`, { proposal: hyphenated(text) });
			},
		}),
		[t],
	);
}
