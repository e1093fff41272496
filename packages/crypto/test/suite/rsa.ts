import {
	DecryptionError,
	newSequesterKey,
	RsaPrivateKey,
	RsaPublicKey,
	SignatureError,
	scwsSignChallenge,
	sequesterDecrypt,
	sequesterSign,
	sequesterVerify,
} from "@parallax/crypto";
import { DecodeError } from "@parallax/protocol";
import { type Case, hex, ok, refuses, same, utf8 } from "./check.ts";

/** The worked example of crypto.md §9.3: a key of 1024 bits, for tests only. */
const PKCS8 = hex(
	"30820276020100300d06092a864886f70d0101010500048202603082025c02010002818100a027aedbfd62cd4e25912b7f10decb2c03e28be39d210261f52f587ccccd5ad8faffae2a19a2948307fa5f1188376f678fc1c5820b03c60d638b72c4fc38440269a8415da28abcedd9bee987baaf13711994537dda228c4805ba534b5045f8b9f3b3dba7a847a71d9e0d817d361a3638cf4c236e2cba0bb425eaea689525de3902030100010281800b9b94b2e1249e18c1e449b0c5fa3fe38acc8ab30e9a6bdfc9b38ac850d7b973ec8d478449a35cfc3a41cd4e29ff4a95c8f794671e8141838ae97a82087dd37ff3ea5a76d711999579c3455f235e4944b849a3d874ae2542c09aaafd41459adbbf0a665a7f55424d5fd6e969abd41444647788fdc09777f0fa92d423d63d43f9024100cb720809912a3ef8cbfcbf8c01f4a0d7e7af2c3405714de2804de9dc584c30d5fbf529efbf8dc2f93186cb7a40e320d2fe3982b414a5ebf1b402638492a12283024100c986d47b1ce2fd6a0a60721288783b08598ad197320171398ce46748267e9207ddf9b00d9e5d51d67c085071447431efbf6631a267215a7b0f81c3dd17432f9302406333531ff71cb65ff277679f09451338b3cc02adcb0998849d33609904a5021b152452328920c2b567a4e68ad220eddc7401eeed8833ef7c87ddb250ee7e8ba902406c8847a0b212f1458da719682fc5088ddba36e730e0446d526b2cf88c4ea7f7ceb28108f950d4f08c32dbb1cf52fdac0f2847810ad9801e1aa9d493da5cc922f024100a2d5adc6bf3e17f16f5bbabdee5006eaa9d0d2cfb3daaed78d9f71aa1b6fe114a6656bebd1db904d99b5596aa8363e44c6ea7aa260e01a5066dc4f7a956e199a",
);
const SPKI = hex(
	"30819f300d06092a864886f70d010101050003818d0030818902818100a027aedbfd62cd4e25912b7f10decb2c03e28be39d210261f52f587ccccd5ad8faffae2a19a2948307fa5f1188376f678fc1c5820b03c60d638b72c4fc38440269a8415da28abcedd9bee987baaf13711994537dda228c4805ba534b5045f8b9f3b3dba7a847a71d9e0d817d361a3638cf4c236e2cba0bb425eaea689525de390203010001",
);
const SIGNED = hex(
	"5253415353412d5053532d5348413235363a2827ee693ca53d7246bb98fd087d63c7abc5040767fdd0252a956f73a7f28f914f553e2e6cf6dbb8c510ddb7567d915965d1c2c51fb85f31007ab253947bbc6f210c8738afc2a00859c05950da65c2c256392a842661a016554731d53631c5de21212d1b594571cb6a9be10285e6cadb423e0f22d1eac96a2917d27e08f825c048656c6c6f",
);
const ENCRYPTED = hex(
	"52534145532d4f4145502d5348413235362d5853414c534132302d504f4c59313330353a436c96ba3230bc7b5cb5b1822f848eeed526d3f99a4865726f767841f0e2fe1827f0a92e775fa8682fb7ed3b9f31a28b83acb078120b04792bf1b4f04872d905681b6d5f9a385cb9a643372b24b0eaa9c1c1a5f05a730cbd6b1038cba23146a46275ab9caad9604f6207c6d195119275c9130f3a12f1be45fb2fb7bc55f4bfa71bf5c6b936393e1087eac1f7fec4e21ca8693213c9af30770fcce9fb0a2301c74457a673e7ad56b2deb759f442",
);
const CHALLENGE_ANSWER = hex(
	"40f8f49b8fb24cd70cb012db6a4f2732aa1c82753c5b629212216486f3b1f216b632945d6c03934346b948131d34abbc39f0257efaec1b179b6e625180bef2d17156b877102ab59b5aa7236f1e195c60eb3dbbab3c7e0f2f74970fd2a653ac0fd5a16c48205bc506994eab88f74928124e65469f7da63d91de3f4d3293f7e4d2",
);

/** The same key as PKCS#1, without the algorithm around it. */
const PKCS1_PUBLIC = hex(
	"30818902818100a027aedbfd62cd4e25912b7f10decb2c03e28be39d210261f52f587ccccd5ad8faffae2a19a2948307fa5f1188376f678fc1c5820b03c60d638b72c4fc38440269a8415da28abcedd9bee987baaf13711994537dda228c4805ba534b5045f8b9f3b3dba7a847a71d9e0d817d361a3638cf4c236e2cba0bb425eaea689525de390203010001",
);
const PKCS1_PRIVATE = hex(
	"3082025c02010002818100a027aedbfd62cd4e25912b7f10decb2c03e28be39d210261f52f587ccccd5ad8faffae2a19a2948307fa5f1188376f678fc1c5820b03c60d638b72c4fc38440269a8415da28abcedd9bee987baaf13711994537dda228c4805ba534b5045f8b9f3b3dba7a847a71d9e0d817d361a3638cf4c236e2cba0bb425eaea689525de3902030100010281800b9b94b2e1249e18c1e449b0c5fa3fe38acc8ab30e9a6bdfc9b38ac850d7b973ec8d478449a35cfc3a41cd4e29ff4a95c8f794671e8141838ae97a82087dd37ff3ea5a76d711999579c3455f235e4944b849a3d874ae2542c09aaafd41459adbbf0a665a7f55424d5fd6e969abd41444647788fdc09777f0fa92d423d63d43f9024100cb720809912a3ef8cbfcbf8c01f4a0d7e7af2c3405714de2804de9dc584c30d5fbf529efbf8dc2f93186cb7a40e320d2fe3982b414a5ebf1b402638492a12283024100c986d47b1ce2fd6a0a60721288783b08598ad197320171398ce46748267e9207ddf9b00d9e5d51d67c085071447431efbf6631a267215a7b0f81c3dd17432f9302406333531ff71cb65ff277679f09451338b3cc02adcb0998849d33609904a5021b152452328920c2b567a4e68ad220eddc7401eeed8833ef7c87ddb250ee7e8ba902406c8847a0b212f1458da719682fc5088ddba36e730e0446d526b2cf88c4ea7f7ceb28108f950d4f08c32dbb1cf52fdac0f2847810ad9801e1aa9d493da5cc922f024100a2d5adc6bf3e17f16f5bbabdee5006eaa9d0d2cfb3daaed78d9f71aa1b6fe114a6656bebd1db904d99b5596aa8363e44c6ea7aa260e01a5066dc4f7a956e199a",
);
const ED25519_SPKI = hex("302a300506032b65700321004f1ab7d39daf340f8f68b8744c3bc5419643d935929ae194f07488936ebcbe38");

/** PSS signatures of "Hello" made by OpenSSL, by size of salt; 94 is the largest for that key. */
const PSS: Readonly<Record<number, Uint8Array>> = {
	0: hex(
		"784830418678120f53358044ae2b637d5deb76e5dc377b89c8c0fea26002a97dd30a2a59932e16b9c3ca34abb96a3ed9648ba8d7b166b8dc1ccbe64e4c13ba4c0006c1cfacaae92bbaf1e9a85e5dfa4daf29ea9f6f5748c78d9a8032af7c64e8309b2ace71b397e4591d3cdfb304d2471f50ce501d64ea403ce659af6a650116",
	),
	20: hex(
		"0493d38d4ea7cca90905d852700d304bc6f5d05f552645f2d4ee8c6b9590f1208aa5209d7a655bb637c68ccb39fbf6e7f826777c1bc28d113755df875c73761e9efd8ee657cbb4532831317f0f04175719a2a7580732324642a41189d9beb8bbec2529563d8b06d8e680839adc00f2a76a1fbe9c32b94a1c4bdac2a4f8818b0c",
	),
	32: hex(
		"38f9d301b9b018c0e9df380ff3fe8b31fd22602a8b70b7db3fc44b5c6d6bb34c872daa706606edaf0bcab5e2c39e74ac73a4de5ff180574a5bae11fbdfc4c107ce4472d16eb3878c82b66db5fae8c55c83dbba6e0b9e0c78022f51d52aafe61dcc78ac87b46f3d47ab9f62cec9146dc6f9c75a6da96f3e4fc01ed38772a9ffb6",
	),
	94: hex(
		"1927e7fb0ba3c25f248921f707e5db9b6e134cfe2c1476078d7c77a6408d4cb051d6b51c13b1ce14f0974b05a0aeb2075d723ed6571443b581e7414957f0d9f7af3acae5824b9da3ff66623781edf08099981d0e6bb8113ea8da4fb7dbd6488d4f51523ba45ab1b3ffe6280d9022b26f374ff24a09b14d1f0d920b4454b2269e",
	),
};
/** PKCS#1 v1.5 signature of "Hello". */
const PKCS1_V15 = hex(
	"6207eeaa19cd685ab3679215d74f52dd803f99222ddf2f871c166b7581e328564f3db66ee23b8284fd9f7669631171bbbe94a86c1af3ac1ed3520c21de4d24b5d170470a590877ade4af4712383ac56905ce9b0cafb18573ab5a340d69f921dd938b9e64780afbcd9beecda601eea7214fe26a0b9ebe7cbd2a2aa2080fee44c7",
);
/** A 32-byte key encrypted with OAEP-SHA1. */
const OAEP_SHA1 = hex(
	"082999b790ca8d676306f911246deb8a9d2741efb839eafb97ff8c2a87132e272094bbb2b8ad84eaf7b1d915029fb4af4768d5f677b4fb36468272ef4a63c8021c7015f17971ee2e875dae26c3d9cdb4b0443c8eb8617931e5ff1caee37e67aeea8faf01d89c4f0864fd3e73181e89a8aad202968e4700e032a53f26cd0701fe",
);

const HELLO = utf8("Hello");
const key = RsaPrivateKey.fromDer(PKCS8);
const envelope = (name: string, output: Uint8Array, data: Uint8Array) =>
	Uint8Array.from([...utf8(`${name}:`), ...output, ...data]);

export const rsa: Case[] = [
	{
		name: "the signed example is verified, the encrypted one decrypted",
		check: async () => {
			same(key.publicKey.der, SPKI);
			same(await sequesterVerify(key.publicKey, SIGNED), HELLO);
			same(await sequesterDecrypt(key, ENCRYPTED), HELLO);
		},
	},
	...Object.entries(PSS).map(([size, signature]) => ({
		name: `a PSS signature with a salt of ${size} bytes is verified, over its own message only`,
		check: async () => {
			same(await sequesterVerify(key.publicKey, envelope("RSASSA-PSS-SHA256", signature, HELLO)), HELLO);
			await refuses(SignatureError, () =>
				sequesterVerify(key.publicKey, envelope("RSASSA-PSS-SHA256", signature, utf8("hello"))),
			);
		},
	})),
	{
		name: "PKCS#1 v1.5 signatures and OAEP with SHA-1 are refused",
		check: async () => {
			await refuses(SignatureError, () =>
				sequesterVerify(key.publicKey, envelope("RSASSA-PSS-SHA256", PKCS1_V15, HELLO)),
			);
			await refuses(DecryptionError, () =>
				sequesterDecrypt(key, envelope("RSAES-OAEP-SHA256-XSALSA20-POLY1305", OAEP_SHA1, new Uint8Array(40))),
			);
		},
	},
	{
		name: "a private key is read from PKCS#8 and PKCS#1, a public one from SubjectPublicKeyInfo alone",
		check: async () => {
			same(RsaPrivateKey.fromDer(PKCS1_PRIVATE).expose(), PKCS8);
			await refuses(DecodeError, () => RsaPublicKey.fromDer(PKCS1_PUBLIC));
			await refuses(DecodeError, () => RsaPublicKey.fromDer(ED25519_SPKI));
			await refuses(DecodeError, () => RsaPublicKey.fromPem(key.exposePem()));
		},
	},
	{
		name: "a private key does not print",
		check: () => same([String(key), JSON.stringify(key)], ["[secret]", '"[secret]"']),
	},
	{
		name: "a new key signs what its public half verifies",
		check: async () => {
			const fresh = await newSequesterKey(2048);
			same(fresh.publicKey.der.length, 294);
			const signed = await sequesterSign(fresh, HELLO);
			same(signed.length, 279);
			same(await sequesterVerify(RsaPublicKey.fromPem(fresh.publicKey.toPem()), signed), HELLO);
			ok(!fresh.publicKey.equals(key.publicKey), "another key than that of the example");
		},
	},
	{
		name: "the answer to a smartcard service's challenge is that of the example",
		only: "node",
		check: async () => same(await scwsSignChallenge(key, HELLO), CHALLENGE_ANSWER),
	},
];
