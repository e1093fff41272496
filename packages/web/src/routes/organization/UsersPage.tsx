/** Drawn by the screens to come. */
export function UsersPage() {
	return null;
}
