import { DecodeError } from "../errors.ts";
import { EntryName } from "./names.ts";

/** Place of a file or folder in its workspace: the names that lead there from the root, which is `[]` (types.md §2.8). */
export type FsPath = readonly EntryName[];

export const FsPath: {
	/** From `/a/b`: empty and `.` components are dropped, `..` goes back, never above the root. @throws DecodeError */
	parse(text: string): FsPath;
	/** `/` for the root, else `/a/b`. */
	format(path: FsPath): string;
} = {
	parse(text) {
		if (!text.startsWith("/")) throw new DecodeError("not an absolute path: it does not start with “/”");
		const path: EntryName[] = [];
		for (const component of text.split("/")) {
			if (component === "..") path.pop();
			else if (component !== "" && component !== ".") path.push(EntryName.parse(component));
		}
		return path;
	},
	format: (path) => `/${path.join("/")}`,
};
