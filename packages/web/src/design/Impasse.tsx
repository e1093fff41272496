import "./impasse.css";
import { type ReactElement, type ReactNode, useId } from "react";
import { PlainPage } from "./Page.tsx";

interface ImpasseProps {
	/** Of 32 px. */
	readonly icon: ReactElement;
	/** What happened. */
	readonly title: string;
	/** Why, and what it means. */
	readonly children: ReactNode;
	/** What to do next. */
	readonly next?: ReactNode;
	/** `bad`: somebody may be doing harm. */
	readonly kind?: "neutral" | "bad";
	/** For whoever is asked for help, and can read it. */
	readonly detail?: string | undefined;
	/** The ways out, as buttons and links; the first is the primary one. */
	readonly actions: ReactNode;
	/** At the end of the head. */
	readonly end?: ReactNode;
}

/**
 * A page that stands in the place of another one which cannot be shown: what happened, why, what to do next, and the ways out.
 * Told at once to who listens to the screen.
 */
export function Impasse({ icon, title, children, next, kind = "neutral", detail, actions, end }: ImpasseProps) {
	const titleId = useId();
	return (
		<PlainPage title={title} end={end} centered>
			<section className="px-impasse" data-kind={kind} aria-labelledby={titleId}>
				<div className="px-impasse-told" role="alert">
					<span className="px-impasse-icon">{icon}</span>
					<h1 id={titleId} className="px-title">
						{title}
					</h1>
					<p className="px-lead">{children}</p>
					{next ? <p className="px-impasse-next">{next}</p> : null}
				</div>
				{detail ? <p className="px-hint px-impasse-detail">{detail}</p> : null}
				<div className="px-impasse-actions">{actions}</div>
			</section>
		</PlainPage>
	);
}
