import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { PlainPage, Stepper } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { STEPS, type StepName } from "./steps.ts";

interface StepPageProps {
	readonly step: StepName;
	readonly title: string;
	readonly lead: string;
	readonly children: ReactNode;
	/** The buttons, the primary one last. */
	readonly actions: ReactElement;
	readonly onSubmit: () => void;
}

/** The frame of each question: where one is, the question, its form. */
export function StepPage({ step, title, lead, children, actions, onSubmit }: StepPageProps) {
	const t = useT();
	const heading = useRef<HTMLHeadingElement>(null);
	const index = STEPS.indexOf(step);
	const steps = STEPS.map((id) => ({ id, label: t(`create.steps.${id}`) }));
	// The first field takes the focus in steps that begin with one; the title elsewhere.
	useEffect(() => {
		if (step === "check") heading.current?.focus();
	}, [step]);
	return (
		<PlainPage title={`${title} · ${t("create.title")}`} end={<Preferences />}>
			<div className="px-create">
				<div className="px-create-steps">
					<Stepper
						steps={steps}
						current={index}
						label={t("create.stepsLabel", { step: index + 1, count: STEPS.length, name: t(`create.steps.${step}`) })}
					/>
				</div>
				<div className="px-create-head">
					<h1 className="px-title" ref={heading} tabIndex={-1}>
						{title}
					</h1>
					<p className="px-lead">{lead}</p>
				</div>
				<form
					className="px-paper px-form"
					noValidate
					onSubmit={(event) => {
						event.preventDefault();
						onSubmit();
					}}
				>
					{children}
					<div className="px-create-actions">{actions}</div>
				</form>
			</div>
		</PlainPage>
	);
}
