import "./page.css";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useT } from "../i18n/i18n.ts";
import { Logo } from "./Identity.tsx";

/** The first thing that the keyboard reaches. The page has an element `#main`. */
export function SkipLink() {
	const t = useT();
	return (
		<a className="px-skip" href="#main">
			{t("common.skipToContent")}
		</a>
	);
}

/** A field that wants the focus has it by then: React Aria gives it once transitions have ended, to who has nothing else. */
const FIRST_FIELD_MS = 300;

/**
 * The content of a page. What had the focus may have gone with the page before: the content then takes it, so that the keyboard
 * and screen readers go on from here. Not in a window that was just opened, where everything is read from its top.
 */
export function Main({
	children,
	...props
}: Pick<React.ComponentProps<"main">, "children" | "className"> & DataAttributes) {
	const main = useRef<HTMLElement>(null);
	useEffect(() => {
		if (!navigator.userActivation.hasBeenActive) return;
		const waiting = setTimeout(() => {
			const lost = document.activeElement === null || document.activeElement === document.body;
			if (lost) main.current?.focus({ preventScroll: true });
		}, FIRST_FIELD_MS);
		return () => clearTimeout(waiting);
	}, []);
	return (
		<main id="main" ref={main} tabIndex={-1} {...props}>
			{children}
		</main>
	);
}

type DataAttributes = Readonly<Record<`data-${string}`, unknown>>;

/** The title of the window: the page, then the product. */
export function usePageTitle(title: string): void {
	const t = useT();
	const product = t("common.productName");
	useEffect(() => {
		document.title = title === "" ? product : `${title} · ${product}`;
	}, [title, product]);
}

interface PlainPageProps {
	readonly title: string;
	/** At the start of the head; the brand unless given. */
	readonly start?: ReactNode;
	/** At the end of the head. */
	readonly end?: ReactNode;
	readonly width?: "form" | "list" | "wide";
	/** In the middle of the window instead of at its top. */
	readonly centered?: boolean;
	readonly children: ReactNode;
}

/** A page without sidebar: home, creation, log in, and what stops a session. */
export function PlainPage({ title, start, end, width = "form", centered = false, children }: PlainPageProps) {
	usePageTitle(title);
	return (
		<div className="px-plain">
			<SkipLink />
			<header>
				{start ?? <Brand />}
				<span className="px-grow" />
				{end}
			</header>
			<Main data-centered={centered || undefined}>
				<div className="px-column" data-width={width}>
					{children}
				</div>
			</Main>
		</div>
	);
}

/** Logo and name; the way home. */
function Brand({ name }: { readonly name?: string }) {
	const t = useT();
	return (
		<Link className="px-brand" to="/">
			<Logo />
			{name ?? t("common.productName")}
		</Link>
	);
}

export interface Step {
	readonly id: string;
	readonly label: string;
}

/** Where one is in a sequence. `current` is an index; all are done when it is past the end. */
export function Stepper({
	steps,
	current,
	label,
}: {
	readonly steps: readonly Step[];
	readonly current: number;
	readonly label: string;
}) {
	return (
		<ol className="px-steps" aria-label={label}>
			{steps.map((step, index) => (
				<li
					key={step.id}
					data-state={index < current ? "done" : index === current ? "now" : "next"}
					aria-current={index === current ? "step" : undefined}
				>
					<span className="px-step-mark" aria-hidden="true">
						{index < current ? <IconCheck size={12} stroke={3} /> : index + 1}
					</span>
					{step.label}
				</li>
			))}
		</ol>
	);
}
