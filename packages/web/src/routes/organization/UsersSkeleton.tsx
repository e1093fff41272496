import { Skeleton } from "../../design/Feedback.tsx";
import { UnknownAvatar } from "../../design/Identity.tsx";
import { useT } from "../../i18n/i18n.ts";

const WIDTHS = [62, 48, 70, 55, 66, 44];

/** Keeps the place of the rows while they are read. */
export function UsersSkeleton() {
	const t = useT();
	return (
		<div className="px-skeleton-rows" role="status" aria-label={t("common.loading")}>
			{WIDTHS.map((width) => (
				<div key={width} className="px-skeleton-row">
					<UnknownAvatar />
					<Skeleton width={width} />
				</div>
			))}
		</div>
	);
}
