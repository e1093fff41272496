import "./code.css";
import { IconBan, IconCheck } from "@tabler/icons-react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../Button.tsx";
import { Spinner } from "../Feedback.tsx";
import { spell, spoken } from "./spelling.ts";

interface CodeChoiceProps {
	/** In the order in which they are shown. */
	readonly choices: readonly string[];
	/** The answer that is on its way; its `code` is `null` when the code is not here. */
	readonly answer: { readonly code: string | null } | null;
	/** The answer was right, and what follows is about to be shown. */
	readonly recognized: boolean;
	readonly onChoose: (code: string) => void;
	/** "My guest's code is not here". */
	readonly notHere: string;
	/** Asks first. */
	readonly onNotHere: () => void;
}

/** The peer's code among decoys: equal buttons, none of them easier to press than another, and saying no is as easy. */
export function CodeChoice({ choices, answer, recognized, onChoose, notHere, onNotHere }: CodeChoiceProps) {
	const t = useT();
	const language = useLanguage();
	const sent = answer !== null || recognized;

	return (
		<>
			<div className="px-code-choices">
				{choices.map((code) => (
					<button
						key={code}
						type="button"
						className="px-code-choice"
						aria-disabled={sent || undefined}
						aria-busy={(code === answer?.code && !recognized) || undefined}
						onClick={({ detail }) => {
							// The second half of a double click was meant for the button that stood here before.
							if (detail < 2 && !sent) onChoose(code);
						}}
					>
						<span className="px-visually-hidden">{spoken(code, t)}</span>
						<span className="px-code-characters" aria-hidden="true">
							{code}
						</span>
						<span className="px-code-words" aria-hidden="true">
							{spell(code, t)
								.map(({ word }) => capital(word, language))
								.join(" · ")}
						</span>
						{code === answer?.code ? (
							<span className="px-code-answer" aria-hidden="true">
								{recognized ? <IconCheck size={20} stroke={2.4} /> : <Spinner />}
							</span>
						) : null}
					</button>
				))}
			</div>
			<Button
				size="large"
				icon={<IconBan size={18} stroke={1.75} aria-hidden="true" />}
				busy={answer?.code === null}
				disabled={sent}
				onPress={onNotHere}
			>
				{notHere}
			</Button>
		</>
	);
}

function capital(word: string, language: string): string {
	return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
}
