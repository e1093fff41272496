import { list } from "../../schema/containers.ts";
import { Bytes, Text } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { PkiSignatureAlgorithm } from "../../types/enums.ts";

/** Who signed a submit payload, and how (async-enrollment.md §A.3). */
export type SubmitPayloadSignature = Infer<typeof SubmitPayloadSignature>;
export const SubmitPayloadSignature = union("type", {
	PKI: {
		signature: Bytes,
		algorithm: PkiSignatureAlgorithm,
		submitter_der_x509_certificate: Bytes,
		intermediate_der_x509_certificates: list(Bytes),
	},
	OPEN_BAO: { signature: Text, submitter_openbao_entity_id: Text },
});

/** Who signed an accept payload, and how (async-enrollment.md §A.3). */
export type AcceptPayloadSignature = Infer<typeof AcceptPayloadSignature>;
export const AcceptPayloadSignature = union("type", {
	PKI: {
		signature: Bytes,
		algorithm: PkiSignatureAlgorithm,
		accepter_der_x509_certificate: Bytes,
		intermediate_der_x509_certificates: list(Bytes),
	},
	OPEN_BAO: { signature: Text, accepter_openbao_entity_id: Text },
});
