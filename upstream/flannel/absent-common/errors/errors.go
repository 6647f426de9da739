// Package errors holds the one error type that flannel looks for.
package errors

// TencentCloudSDKError is never made here.
type TencentCloudSDKError struct{}

func (*TencentCloudSDKError) Error() string {
	return "this flannel was built without the tencent-vpc backend"
}
