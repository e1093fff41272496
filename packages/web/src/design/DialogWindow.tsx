import "./overlay.css";
import { IconX } from "@tabler/icons-react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";
import type { DialogProps } from "./Dialog.tsx";

/** What `Dialog` draws. */
export function DialogWindow({
	title,
	onClose,
	wide,
	sticky = false,
	role = "dialog",
	children,
	footer,
	onSubmit,
}: DialogProps) {
	const t = useT();
	const body = (
		<>
			<div className="px-dialog-content">{children}</div>
			{footer ? <footer>{footer}</footer> : null}
		</>
	);
	return (
		<ModalOverlay
			isOpen
			className="px-scrim"
			isDismissable={!sticky}
			isKeyboardDismissDisabled={sticky}
			onOpenChange={(open) => {
				if (!open) onClose();
			}}
		>
			<Modal className="px-modal" data-wide={wide || undefined}>
				<AriaDialog className="px-dialog" role={role}>
					<header>
						<Heading slot="title" className="px-heading">
							{title}
						</Heading>
						{sticky ? null : (
							<IconButton label={t("common.close")} icon={<IconX size={18} stroke={1.75} />} onPress={onClose} />
						)}
					</header>
					{onSubmit ? (
						<form
							className="px-dialog"
							noValidate
							onSubmit={(event) => {
								event.preventDefault();
								onSubmit();
							}}
						>
							{body}
						</form>
					) : (
						body
					)}
				</AriaDialog>
			</Modal>
		</ModalOverlay>
	);
}
