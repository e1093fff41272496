import { useMemo } from "react";
import { encode } from "uqr";

/** Modules of white that a reader needs around (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A text for the camera of another device; always dark on white, which every reader understands. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
	const { size, path } = useMemo(() => draw(text), [text]);
	return (
		<svg
			className="px-qr-code"
			viewBox={`0 0 ${size} ${size}`}
			role="img"
			aria-label={label}
			shapeRendering="crispEdges"
		>
			<rect width={size} height={size} fill="#ffffff" />
			<path d={path} fill="#1c1a17" />
		</svg>
	);
}

function draw(text: string): { readonly size: number; readonly path: string } {
	const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
	let path = "";
	for (const [y, row] of data.entries()) for (const [x, dark] of row.entries()) if (dark) path += `M${x} ${y}h1v1h-1z`;
	return { size, path };
}
