/** Drawn by the screens to come. */
export function InvitationsPage() {
	return null;
}
