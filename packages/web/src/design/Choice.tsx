import "./field.css";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useId } from "react";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { Label, Radio, RadioGroup } from "react-aria-components/RadioGroup";

/** The square of a checkbox; what is around it carries `data-selected`. */
export function CheckMark({ indeterminate = false }: { readonly indeterminate?: boolean }) {
	return (
		<span className="px-check" aria-hidden="true">
			{indeterminate ? <IconMinus size={14} stroke={2.6} /> : <IconCheck size={14} stroke={2.6} />}
		</span>
	);
}

export function Checkbox({
	isSelected,
	onChange,
	children,
}: {
	readonly isSelected: boolean;
	readonly onChange: (selected: boolean) => void;
	readonly children: ReactNode;
}) {
	return (
		<AriaCheckbox className="px-checkbox" isSelected={isSelected} onChange={onChange}>
			<CheckMark />
			<span>{children}</span>
		</AriaCheckbox>
	);
}

export interface Choice<Value extends string> {
	readonly value: Value;
	readonly icon?: ReactElement;
	readonly name: string;
	readonly description?: string;
	/** Why it may not be chosen now, in place of the description. */
	readonly forbidden?: string | undefined;
}

/** One among a few, each with its description; nothing is chosen while `value` is null. */
export function ChoiceCards<Value extends string>({
	label,
	value,
	choices,
	onChange,
}: {
	readonly label: string;
	readonly value: Value | null;
	readonly choices: readonly Choice<Value>[];
	readonly onChange: (value: Value) => void;
}) {
	const id = useId();
	return (
		<RadioGroup value={value} onChange={(chosen) => onChange(chosen as Value)}>
			<Label className="px-choices-label">{label}</Label>
			<div className="px-choices">
				{choices.map((choice) => (
					<Radio
						key={choice.value}
						value={choice.value}
						isDisabled={choice.forbidden !== undefined}
						className="px-choice-card"
						aria-label={choice.name}
						aria-describedby={`${id}-${choice.value}`}
					>
						<span className="px-radio" aria-hidden="true" />
						{choice.icon}
						<span className="px-grow">
							<b>{choice.name}</b>
							<span className="px-secondary" id={`${id}-${choice.value}`} style={{ display: "block" }}>
								{choice.forbidden ?? choice.description}
							</span>
						</span>
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}

/** One among two or three short words, side by side. */
export function Segments<Value extends string>({
	label,
	value,
	choices,
	onChange,
}: {
	readonly label: string;
	readonly value: Value;
	readonly choices: readonly { readonly value: Value; readonly name: string; readonly icon?: ReactElement }[];
	readonly onChange: (value: Value) => void;
}) {
	return (
		<RadioGroup
			aria-label={label}
			value={value}
			onChange={(chosen) => onChange(chosen as Value)}
			orientation="horizontal"
		>
			<div className="px-segments">
				{choices.map((choice) => (
					<Radio key={choice.value} value={choice.value} className="px-segment">
						{choice.icon}
						{choice.name}
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}
