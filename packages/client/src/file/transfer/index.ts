export type { ExportFailure, ExportOptions, ExportOutcome, ExportReport } from "./exportTree.ts";
export {
	ImportDisturbed,
	type ImportFailure,
	type ImportOptions,
	type ImportProblem,
	type ImportReport,
} from "./importTree.ts";
export type { Count, ProgressListener, TransferProgress } from "./meter.ts";
export { numberedName } from "./numberedName.ts";
export type { ConflictChoice, ExportedFile, Refused, SinkFile, SinkFolder, SinkOutcome } from "./sink.ts";
export { SourceError, type SourceFile, type SourceFolder, type SourceNode, type SourceOddity } from "./source.ts";
