/** A release of k6 as archives, one for each platform. */
export interface Release {
  readonly version: string;
  readonly archives: { readonly [platform: string]: ReleaseArchive };
}

export interface ReleaseArchive {
  /** As the release calls it, without its extension; the folder inside has the same name. */
  readonly name: string;
  readonly format: 'tar.gz' | 'zip';
  /** SHA-256 of the archive, hexadecimal. */
  readonly sha256: string;
}

/**
 * The k6 that is used where the machine has none: the version that go.mod of tools/k6 builds, too.
 * The checksums are those that the release publishes in k6-v2.2.0-checksums.txt. They stand here, and
 * aren't fetched beside the archive: a checksum from the same place would only show a broken download,
 * not a replaced one.
 */
export const pinnedRelease: Release = {
  version: '2.2.0',
  archives: {
    'linux-amd64': {
      name: 'k6-v2.2.0-linux-amd64',
      format: 'tar.gz',
      sha256: 'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d',
    },
    'linux-arm64': {
      name: 'k6-v2.2.0-linux-arm64',
      format: 'tar.gz',
      sha256: '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c',
    },
    'macos-amd64': {
      name: 'k6-v2.2.0-macos-amd64',
      format: 'zip',
      sha256: '45a08590511c8a6a9c6331645e60c41624924e848e29472e87c60ac956d50372',
    },
    'macos-arm64': {
      name: 'k6-v2.2.0-macos-arm64',
      format: 'zip',
      sha256: '37a028506bf13578de66c906296803775df28cc2504b1a8c5d786b2803e757c7',
    },
  },
};

/** Where the releases of k6 are published: `/vVERSION/ARCHIVE` below it. */
export const officialReleases = 'https://github.com/grafana/k6/releases/download';

const systems: { readonly [platform: string]: string } = { linux: 'linux', darwin: 'macos' };
const processors: { readonly [arch: string]: string } = { x64: 'amd64', arm64: 'arm64' };

/** A machine in the words of k6's releases: `linux-amd64`, `macos-arm64`. */
export function platformName(platform: string = process.platform, arch: string = process.arch): string {
  return `${systems[platform] ?? platform}-${processors[arch] ?? arch}`;
}
