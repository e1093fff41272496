import { useNavigate } from "@tanstack/react-router";
import { useSession } from "../../core/session.tsx";

/**
 * Closes the session from the first page: its own pages would ask for the password.
 * @param replace a page that cannot be come back to leaves no trace among those visited.
 */
export function useLogOut({ replace = false } = {}): () => Promise<void> {
	const { session } = useSession();
	const navigate = useNavigate();
	return async () => {
		await navigate({ to: "/", replace });
		await session.logOut();
	};
}
