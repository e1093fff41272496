import "./code.css";
import { IconBan, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../Button.tsx";
import { Spinner } from "../Feedback.tsx";
import { spell, spoken } from "./spelling.ts";

export interface CodeChoiceProps {
	/** In the order in which they are shown. */
	readonly choices: readonly string[];
	/** The answer that is on its way. */
	readonly answered: string | null;
	/** The answer was right, and what follows is about to be shown. */
	readonly recognized: boolean;
	readonly onChoose: (code: string) => void;
	/** "My guest's code is not here". */
	readonly notHere: string;
	/** Asks first. */
	readonly onNotHere: () => void;
	/** The answer on its way is that the code is not here. */
	readonly refused: boolean;
}

/** The peer's code among decoys: equal buttons, none of them easier to press than another, and saying no is as easy. */
export function CodeChoice({ choices, answered, recognized, onChoose, notHere, onNotHere, refused }: CodeChoiceProps) {
	const t = useT();
	const language = useLanguage();
	const [pressed, setPressed] = useState<string | null>(null);
	const chosen = answered ?? pressed;
	const sent = chosen !== null || refused || recognized;

	function choose(code: string): void {
		if (sent) return;
		setPressed(code);
		onChoose(code);
	}

	return (
		<>
			<div className="px-code-choices">
				{choices.map((code) => (
					<button
						key={code}
						type="button"
						className="px-code-choice"
						aria-disabled={sent || undefined}
						aria-busy={(code === chosen && !recognized) || undefined}
						onClick={({ detail }) => {
							// The second half of a double click was meant for the button that stood here before.
							if (detail < 2) choose(code);
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
						{code === chosen ? (
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
				busy={refused}
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
