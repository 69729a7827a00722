#!/usr/bin/env bash
# Brings a model's weights from Hugging Face to the container that vLLM streams them from.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/upload-weights.sh [--stack NAME] [--model OWNER/NAME] [options]

  --stack NAME       stack whose model store gets the weights (default: dev)
  --model ID         Hugging Face id (default: Qwen/Qwen3-14B, 29.5 GB)
  --revision REF     commit, tag or branch of it (default: main)
  --account NAME     storage account (default: the one of premium block blobs in the stack's resource group)
  --folder PATH      where the download is kept (default: .breakwater/weights)
  --dry-run          print the commands that would change something, and run none of them
  --help

It looks first whether the account takes blobs from here, and downloads nothing where it does not.

The weights then lie in the container `models` under the model's id. Both halves go on where they were cut off. Whoever runs it needs the
role Storage Blob Data Contributor on the account. A gated model needs `hf auth login` first.

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
TEXT
}

stack=dev
model=Qwen/Qwen3-14B
revision=main
account=''
folder=.breakwater/weights
dry_run=false
parse_options --stack=stack --model=model --revision=revision --account=account --folder=folder --dry-run:dry_run -- "$@"

[[ $model =~ ^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]] || usage_error "--model must be an owner and a model, such as Qwen/Qwen3-14B; it is \"$model\""
need_stack "$stack"
need_az
need hf "https://huggingface.co/docs/huggingface_hub/guides/cli"
need azcopy "https://learn.microsoft.com/azure/storage/common/storage-use-azcopy-v10"

readonly container=models
if [[ -z $account ]]; then
  need_pulumi
  group=$(deployed_output "$stack" resourceGroup)
  # Premium block blobs are what no other account of the group has.
  mapfile -t accounts < <(az storage account list --resource-group "$group" --query "[?kind=='BlockBlobStorage'].name" --output tsv)
  [[ ${#accounts[@]} -eq 1 ]] ||
    die "the resource group $group has ${#accounts[@]} storage accounts of premium block blobs; one is needed. Name it: --account"
  account=${accounts[0]}
fi
suffix=$(az cloud show --query suffixes.storageEndpoint --output tsv)
readonly target=https://$account.blob.$suffix/$container/$model

# Before half an hour of downloading: the same account, container and login as azcopy's.
if ! said=$(az storage blob list --account-name "$account" --container-name "$container" --auth-mode login --num-results 1 --output none 2>&1); then
  case $said in
    *AuthorizationPermissionMismatch* | *"required permissions"*)
      die "whoever is logged in has no role on the container $container of $account: Storage Blob Data Contributor. A new role takes up to ten minutes to hold"
      ;;
    *AuthorizationFailure* | *"not authorized to perform this operation"* | *"network rules"*)
      die "the storage account $account does not let this machine in: its firewall lets in network.operatorIpRanges and the network of the stack. From this machine: pulumi config set operatorIpRanges '[\"<its public address>\"]' --stack $stack, then pulumi up --stack $stack. Or work on a machine in that network (docs/azure.md, \"A machine in the network\")"
      ;;
    *) die "the storage account $account does not answer: $(last_line "$said")" ;;
  esac
fi

# Safetensors, tokenizer and configuration: what vLLM reads. Other formats of the same weights would double the upload.
change hf download "$model" --revision "$revision" --local-dir "$folder/$model" --include '*.safetensors' --include '*.json' --include '*.txt'
# azcopy takes the login of az, so no key of the account and no signature is ever made.
export AZCOPY_AUTO_LOGIN_TYPE=AZCLI
change azcopy copy "$folder/$model/*" "$target" --recursive --overwrite ifSourceNewer --put-md5 --exclude-path .cache

say "vLLM finds $model at az://$container/$model in the storage account $account."
