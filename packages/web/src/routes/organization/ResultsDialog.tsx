import type { ReactNode } from "react";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";

/** What came of an action on several, one line each; those that the server was not reached for can be tried again. */
export function ResultsDialog({
	title,
	label,
	busy,
	unreached,
	onRetry,
	onClose,
	before,
	children,
}: {
	readonly title: string;
	/** Names the list. */
	readonly label?: string;
	readonly busy: boolean;
	/** How many can be tried again. */
	readonly unreached: number;
	readonly onRetry: () => void;
	readonly onClose: () => void;
	/** An action before those that are always there. */
	readonly before?: ReactNode;
	readonly children: ReactNode;
}) {
	const t = useT();
	const needsServer = useNeedsServer();
	return (
		<Dialog
			wide
			title={title}
			sticky={busy}
			onClose={onClose}
			footer={
				<>
					{before}
					{unreached > 0 ? (
						<Button busy={busy} disabledReason={needsServer} onPress={onRetry}>
							{t("organization.invite.retry", { count: unreached })}
						</Button>
					) : null}
					<Button variant="primary" autoFocus onPress={onClose} disabled={busy}>
						{t("common.done")}
					</Button>
				</>
			}
		>
			<ul className="px-results" aria-label={label}>
				{children}
			</ul>
		</Dialog>
	);
}
