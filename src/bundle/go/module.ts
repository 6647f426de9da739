/** Programs of one Go module in upstream/, as parts of bundles use them: what decides their bytes, and their making. */
import { join } from 'node:path';
import type { Json } from '../../base/json.ts';
import type { MadeFile } from '../part.ts';
import { type GoBuild, goBuild, goBuildArguments } from './build.ts';
import { type GoToolchain, goToolchain } from './toolchain.ts';
import { digestOfModule, upstreamFolder } from './upstream.ts';

export interface UpstreamModule extends GoBuild {
  /** Folder in upstream/. */
  folder: string;
  /** The project's name, and the folder below `programs/`. */
  name: string;
  version: string;
  /** `go.etcd.io/etcd/server/v3@v3.6.8`, for bundle.json. */
  source: string;
  licence: string;
  provenance: MadeFile['provenance'];
  /** File name → import path, `.` for the module's own. */
  programs: Readonly<Record<string, string>>;
}

export interface PreparedModule {
  module: UpstreamModule;
  folder: string;
  toolchain: GoToolchain;
  inputs: Json;
}

export async function prepareModule(
  module: UpstreamModule,
  architecture: string,
  signal: AbortSignal,
): Promise<PreparedModule> {
  const folder = upstreamFolder(module.folder);
  const toolchain = await goToolchain(folder, architecture, signal, module.cgo === true);
  const inputs = {
    ...module,
    arguments: goBuildArguments(module),
    files: await digestOfModule(folder),
    go: toolchain.version,
    c: toolchain.compiler,
    env: toolchain.env,
  };
  // Through JSON: members that are absent stay absent.
  return { module, folder, toolchain, inputs: JSON.parse(JSON.stringify(inputs)) as Json };
}

/** Where a program of a module lies in a part and in the bundle. */
export function programPath(module: UpstreamModule, file: string): string {
  return `programs/${module.name}/${file}`;
}

/** Builds all its programs below `out`. `env` is more of the environment, for the C compiler. */
export async function buildModule(
  { module, folder, toolchain }: PreparedModule,
  out: string,
  onBuilt: () => void,
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<MadeFile[]> {
  const { name, version, source, licence, provenance } = module;
  const files: MadeFile[] = [];
  for (const [file, importPath] of Object.entries(module.programs)) {
    const path = programPath(module, file);
    const program = { subject: `${file} ${version}`, folder, package: importPath, out: join(out, path) };
    await goBuild(toolchain, module, program, env, signal);
    files.push({ path, kind: 'program', name, version, source, licence, provenance });
    onBuilt();
  }
  return files;
}
